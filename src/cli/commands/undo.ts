import { type Command, InvalidArgumentError } from "commander";
import type { UndoAnswer } from "../../app/undo.ts";
import { systemClock } from "../../domain/clock.ts";
import { AwarenessError } from "../../domain/errors.ts";
import type { UndoRequest } from "../../domain/undo/plan-undo.ts";
import { parseTime } from "../../domain/undo/undo-time.ts";
import { programName, quote } from "../announce.ts";
import { CliError } from "../cli-error.ts";
import { type CliContext, type CommonOptions, printJson, printLine } from "../context.ts";
import { defineCommand } from "../define-command.ts";
import { plainLine } from "../plain-text.ts";
import { readConfig } from "../read-config.ts";
import { createDeps } from "../settings.ts";
import { showUndo, toUndoJson } from "../show-undo.ts";
import { wholeNumber } from "../verb.ts";

interface UndoOptions extends CommonOptions {
  readonly client: string;
  readonly since?: number;
  readonly until?: number;
  readonly verified?: boolean;
  readonly force?: boolean;
  readonly yes?: boolean;
  readonly user?: string;
  readonly show: number;
  readonly database?: string;
  readonly json?: boolean;
}

const SHOWN = 20;

export function undoCommand(context: CliContext): Command {
  return defineCommand({
    name: "undo",
    summary: "Take back everything that one client wrote, or wrote since a time.",
    details:
      "Says what it would do, and does it with --yes. What the client made goes to the trash, what it changed becomes what it was before, what it deleted comes back. An entry that others changed later is left alone, unless --force is given. Every step is a new version in the history, so that an undo can be undone. The log of reads and actions and learned baselines stay as they are.",
    examples: [
      "awareness undo --client claude-desktop --since 2h",
      "awareness undo --client claude-desktop --since 2026-07-28T09:00:00Z --yes",
      'awareness undo --client "undo 3f4b8a6c" --yes',
    ],
  })
    .requiredOption("--client <name>", "name of a token, client id, token id, or what a client calls itself")
    .option("--since <time>", "from then on; ISO 8601, or how long ago, such as 2h or 3d", timeOf("--since"))
    .option("--until <time>", "up to then, in the same forms", timeOf("--until"))
    .option("--verified", "leave out what clients call themselves: anyone may use any name")
    .option("--force", "also entries that others changed later: their changes are taken back too")
    .option("--yes", "do it, do not only say it")
    .option("--show <number>", "most entries to list", wholeNumber, SHOWN)
    .option("--user <owner>", "whose memory (default: the owner of stdio clients)")
    .option("--database <url>", "sqlite:PATH or postgres://…, in place of AWARENESS_DATABASE_URL")
    .option("--json", "everything as JSON")
    .action((options: UndoOptions) => undo(context, options));
}

function timeOf(name: string): (text: string) => number {
  return (text) => {
    try {
      return parseTime(text, systemClock.now(), name);
    } catch (error) {
      if (error instanceof AwarenessError) throw new InvalidArgumentError(error.message);
      throw error;
    }
  };
}

async function undo(context: CliContext, options: UndoOptions): Promise<void> {
  const { database, yes = false, json = false, show } = options;
  const config = readConfig(context, database === undefined ? {} : { database });
  const { undo: run } = await import("../../app/undo.ts");
  const deps = await createDeps(context, options);
  const answer = await run(config, deps, {
    user: options.user ?? config.defaultOwner,
    request: toRequest(options),
    confirmed: yes,
    onStart: (writer) => void context.stderr.write(`awareness: undoing as "${writer}"\n`),
  });
  if (answer.entries.length === 0) throw nothingFound(options);
  if (json) printJson(context, toUndoJson(answer));
  else printLine(context, showUndo(answer, { show, next: nextCommand(context, options, answer) }));
}

function toRequest({ client, since, until, verified, force }: UndoOptions): UndoRequest {
  if (client.trim() === "") throw new CliError(2, "--client: name a client.");
  return {
    writer: { name: client, verified: verified === true },
    force: force === true,
    ...(since === undefined ? {} : { since }),
    ...(until === undefined ? {} : { until }),
  };
}

function nothingFound({ client, since, until, verified }: UndoOptions): CliError {
  const when = since === undefined && until === undefined ? "" : " in that time";
  const name = plainLine(client, 100);
  const hint =
    verified === true
      ? "--verified leaves out names that clients call themselves."
      : "get_history says who wrote an entry.";
  return new CliError(1, `Nothing was written by "${name}"${when}; ${hint}`);
}

/** What does it after a preview; after an undo, what takes that back. */
function nextCommand({ packageRoot }: CliContext, options: UndoOptions, { writer }: UndoAnswer): string {
  const { since, until } = options;
  const isTime = (ms: number | undefined, name: string) =>
    ms === undefined ? [] : [`${name} ${new Date(ms).toISOString()}`];
  const what = [
    `--client ${quote(options.client)}`,
    ...isTime(since, "--since"),
    ...isTime(until, "--until"),
    ...(options.verified === true ? ["--verified"] : []),
    ...(options.force === true ? ["--force"] : []),
  ];
  return [
    `${programName(packageRoot)} undo`,
    ...(writer === undefined ? what : [`--client ${quote(writer)}`]),
    ...(options.user === undefined ? [] : [`--user ${quote(options.user)}`]),
    // The URL of a server may hold a password, and is not repeated.
    ...(options.database?.startsWith("postgres") === true ? ["--database ..."] : []),
    ...(options.database?.startsWith("postgres") === false ? [`--database ${quote(options.database)}`] : []),
    "--yes",
  ].join(" ");
}
