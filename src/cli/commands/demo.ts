import path from "node:path";
import type { Command } from "commander";
import { programName, quote } from "../announce.ts";
import { CliError } from "../cli-error.ts";
import { type CliContext, type CommonOptions, printJson, printLine } from "../context.ts";
import { defineCommand } from "../define-command.ts";
import { readConfig } from "../read-config.ts";
import { createDeps } from "../settings.ts";

interface DemoOptions extends CommonOptions {
  readonly database?: string;
  readonly owner?: string;
  readonly reset?: boolean;
  readonly json?: boolean;
}

export function demoCommand(context: CliContext): Command {
  return defineCommand({
    name: "demo",
    summary: "Fill a separate database with a month of an invented person's notes, alerts and reminders.",
    details: "Your own database is never touched. Prints what to try with it.",
    examples: ["awareness demo", "awareness demo --database /tmp/demo.db --reset"],
  })
    .option("--database <path>", "the file to fill (default: demo.db in the data folder)")
    .option("--owner <owner>", "whose memory it becomes (AWARENESS_DEFAULT_OWNER)")
    .option("--reset", "replace a demo that is there already")
    .option("--json", "the path and the number of entries, as JSON")
    .action((options: DemoOptions) => demo(context, options));
}

async function demo(context: CliContext, options: DemoOptions): Promise<void> {
  const owner = options.owner === undefined ? {} : { owner: options.owner };
  const config = readConfig(context, owner);
  const file = demoPath(context, options, config.dataDir);
  const { fillDemo } = await import("../../app/demo/fill-demo.ts");
  const deps = await createDeps(context, options);
  const entries = await fillDemo(config, deps, { path: file, reset: options.reset === true });
  if (options.json === true) printJson(context, { database: file, owner: config.defaultOwner, entries });
  else printLine(context, describe(context, file, options.owner, entries));
}

function demoPath(context: CliContext, { database }: DemoOptions, dataDir: string): string {
  if (database === undefined) return path.join(dataDir, "demo.db");
  const url = /^[a-z][a-z+]+:/i.test(database) ? database : `sqlite:${database}`;
  const target = readConfig(context, { database: url }).database;
  if (target.kind === "postgres") throw new CliError(2, "--database: a demo is a file; name one.");
  if (target.path === ":memory:")
    throw new CliError(2, "--database: a demo in memory would be gone at once; name a file.");
  return target.path;
}

function describe(
  { packageRoot }: CliContext,
  file: string,
  owner: string | undefined,
  entries: Readonly<Record<string, number>>,
): string {
  const counts = Object.entries(entries)
    .map(([type, count]) => `${type} ${count}`)
    .join(", ");
  const program = programName(packageRoot);
  const url = `sqlite:${file}`;
  const rest = [`--database ${quote(url)}`, ...(owner === undefined ? [] : [`--owner ${quote(owner)}`])].join(
    " ",
  );
  const args = ["serve", "--database", url, ...(owner === undefined ? [] : ["--owner", owner])];
  return [
    `Filled ${file}: ${counts}.`,
    "",
    "Try:",
    `  ${program} brief ${rest}`,
    `  ${program} search "backup" ${rest}`,
    `  ${program} get --tag garden-planner --limit 5 ${rest}`,
    `  ${program} remember "The demo works" ${rest}`,
    "",
    "For a client that starts the server itself:",
    JSON.stringify({ mcpServers: { "awareness-demo": launch(program, packageRoot, args) } }, undefined, 2),
    "",
    'Then ask it, for example: "Is there anything I should know?" or "What did I decide about the PDF plans?"',
  ].join("\n");
}

/** A client's working folder is not this one, so a checkout is named. */
function launch(program: string, packageRoot: string, args: readonly string[]) {
  if (program === "awareness") return { command: "awareness", args };
  if (program === "npx awareness-mcp") return { command: "npx", args: ["-y", "awareness-mcp", ...args] };
  return { command: "npx", args: ["--prefix", packageRoot, "awareness", ...args] };
}
