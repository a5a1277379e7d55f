import { type Command, InvalidArgumentError } from "commander";
import type { ToolArguments, VerbTool } from "../app/local-tools.ts";
import { AwarenessError } from "../domain/errors.ts";
import { CliError } from "./cli-error.ts";
import { type CliContext, type CommonOptions, printJson, printLine } from "./context.ts";
import { type CommandText, defineCommand } from "./define-command.ts";
import { readConfig } from "./read-config.ts";
import { createDeps } from "./settings.ts";

/** Options of the verbs that work on a person's entries. */
export interface VerbOptions extends CommonOptions {
  readonly database?: string;
  readonly owner?: string;
  readonly json?: boolean;
}

export interface Verb<Answer> {
  readonly tool: VerbTool;
  readonly args: ToolArguments;
  /** What the person typed for an argument of the tool, such as `--tag` for `tags`. */
  readonly typed: Readonly<Record<string, string>>;
  /** In place of the tool's sentence, which names other tools. */
  readonly notFound?: string;
  show(answer: Answer): string;
}

export function defineVerb(text: CommandText): Command {
  return defineCommand(text)
    .option("--owner <owner>", "whose memory (AWARENESS_DEFAULT_OWNER)")
    .option("--database <url>", "sqlite:PATH or postgres://…, in place of AWARENESS_DATABASE_URL")
    .option("--json", "what the tool answers, as JSON");
}

/** Runs the tool and prints its answer. */
export async function runVerb<Answer>(
  context: CliContext,
  options: VerbOptions,
  verb: Verb<Answer>,
): Promise<void> {
  const { database, owner } = options;
  const config = readConfig(context, {
    ...(database === undefined ? {} : { database }),
    ...(owner === undefined ? {} : { owner }),
  });
  const { runVerbTool } = await import("../app/local-tools.ts");
  const given = Object.entries(verb.args).filter(([, value]) => value !== undefined);
  try {
    const deps = await createDeps(context, options);
    const answer = await runVerbTool(config, deps, verb.tool, Object.fromEntries(given));
    if (options.json === true) printJson(context, answer);
    // The answer is the tool's own; its output schema says what is in it.
    else printLine(context, verb.show(answer as Answer));
  } catch (error) {
    throw inWordsOfTheCommand(error, verb);
  }
}

function inWordsOfTheCommand(error: unknown, { typed, notFound }: Pick<Verb<never>, "typed" | "notFound">) {
  if (!(error instanceof AwarenessError)) return error;
  if (error.code === "not_found" && notFound !== undefined) return new CliError(1, notFound, error);
  if (error.code !== "invalid_parameter") return error;
  const param = /^\w+/.exec(error.details.param ?? "")?.[0] ?? "";
  const name = Object.hasOwn(typed, param) ? typed[param] : undefined;
  return name === undefined ? error : new CliError(2, `${name}: ${error.message}`, error);
}

/** For options that may be given several times. */
export function collect(value: string, before: readonly string[] = []): readonly string[] {
  return [...before, value];
}

export function wholeNumber(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError("Expected a whole number.");
  return Number(text);
}
