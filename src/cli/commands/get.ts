import type { Command } from "commander";
import { CliError } from "../cli-error.ts";
import type { CliContext } from "../context.ts";
import { plainLine, plainText } from "../plain-text.ts";
import { type ShownEntry, showEntry, showFacts } from "../show-entries.ts";
import { collect, defineVerb, runVerb, type VerbOptions, wholeNumber } from "../verb.ts";

interface GetOptions extends VerbOptions {
  readonly source?: string;
  readonly tag?: readonly string[];
  readonly type?: string;
  readonly since?: string;
  readonly limit?: number;
  readonly deleted?: boolean;
}

interface Fetched {
  readonly id: string;
  readonly text: string;
  readonly metadata: Omit<ShownEntry, "id">;
}

interface Listed {
  readonly entries: readonly (ShownEntry & { readonly data?: Readonly<Record<string, unknown>> })[];
  readonly has_more: boolean;
}

const DEFAULT_LIMIT = 20;

export function getCommand(context: CliContext): Command {
  return defineVerb({
    name: "get",
    summary: "Show one entry in full, or list entries, newest change first.",
    examples: [
      "awareness get --source work --tag release --limit 5",
      "awareness get --deleted",
      "awareness get 0198a1c2-7b7e-7c3a-9d55-3f4b8a6c1e20",
    ],
  })
    .argument("[id]", "the entry to show; without it entries are listed")
    .option("--source <source>", "only of this source")
    .option("--tag <tag>", "only with this tag; repeat it for several, all must hold", collect)
    .option("--type <type>", "such as note, context, pattern, preference, alert or intention")
    .option("--since <time>", "only changed at or after this time, ISO 8601")
    .option("--deleted", "what is in the trash, latest first; takes --since and --limit only")
    .option("--limit <number>", `most entries, up to 500 (default: ${DEFAULT_LIMIT})`, wholeNumber)
    .action((id: string | undefined, options: GetOptions) =>
      id === undefined ? list(context, options) : show(context, id, options),
    );
}

function show(context: CliContext, id: string, options: GetOptions): Promise<void> {
  const { source, tag, type, since, limit, deleted } = options;
  if ([source, tag, type, since, limit, deleted].some((option) => option !== undefined)) {
    throw new CliError(2, "Give either an id or filters, not both.");
  }
  return runVerb<Fetched>(context, options, {
    tool: "fetch",
    args: { id },
    typed: { id: "The id" },
    notFound: `No entry has the id "${plainLine(id, 100)}"; awareness get lists entries.`,
    show: ({ text, metadata }) => `${plainText(text)}\n\n${showFacts({ ...metadata, id })}`,
  });
}

function list(context: CliContext, options: GetOptions): Promise<void> {
  const { source, tag, type, since, limit = DEFAULT_LIMIT, deleted } = options;
  const filters = { source, tags: tag, entry_type: type };
  if (deleted && Object.values(filters).some((filter) => filter !== undefined)) {
    throw new CliError(2, "--deleted takes --since and --limit only.");
  }
  return runVerb<Listed>(context, options, {
    tool: deleted ? "get_deleted" : "get_knowledge",
    args: { ...(deleted ? {} : filters), since, limit },
    typed: { source: "--source", tags: "--tag", entry_type: "--type", since: "--since", limit: "--limit" },
    show: showListed,
  });
}

function showListed({ entries, has_more }: Listed): string {
  if (entries.length === 0) return "Nothing found.";
  const lines = entries.map(({ data = {}, ...entry }) => showEntry({ ...entry, description: lineOf(data) }));
  return [...lines, ...(has_more ? ["(there is more; raise --limit)"] : [])].join("\n");
}

function lineOf({ description, goal, message, key, value }: Readonly<Record<string, unknown>>): string {
  for (const text of [description, goal, message]) if (typeof text === "string" && text !== "") return text;
  return typeof key === "string" ? `${key}: ${String(value)}` : "";
}
