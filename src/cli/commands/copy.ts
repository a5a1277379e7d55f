import type { Command } from "commander";
import type { CopyProgress, CopyResult } from "../../app/copy/copy-database.ts";
import type { DatabaseTarget } from "../../config/config.ts";
import { describeDatabase, parseDatabaseUrl } from "../../config/database-url.ts";
import { CliError } from "../cli-error.ts";
import { type CliContext, type CommonOptions, printJson, printLine } from "../context.ts";
import { defineCommand } from "../define-command.ts";
import { createProgressLine } from "../progress-line.ts";
import { readConfig } from "../read-config.ts";
import { createDeps } from "../settings.ts";

interface CopyOptions extends CommonOptions {
  readonly from?: string;
  readonly to?: string;
  readonly verify?: boolean;
  readonly json?: boolean;
}

export function copyCommand(context: CliContext): Command {
  return defineCommand({
    name: "copy",
    summary: "Copy a whole memory into an empty database, from SQLite to Postgres, back, or to its like.",
    details:
      "Ids, history, times and owners stay, and both are compared at the end. The source is only read; stop its servers first, or what they write meanwhile stays behind. After an interruption the same command goes on. The database of AWARENESS_DATABASE_URL is meant where --from or --to is left out, so that a password need not be typed.",
    examples: [
      "awareness copy --from sqlite:~/awareness.db --to postgres://ada:PASSWORD@db.example/awareness",
      "awareness copy --from sqlite:~/awareness.db --verify",
    ],
  })
    .option("--from <url>", "sqlite:PATH or postgres://…")
    .option("--to <url>", "sqlite:PATH or postgres://…; made when it is a file that is not there")
    .option("--verify", "only compare the two")
    .option("--json", "as JSON")
    .action((options: CopyOptions) => copy(context, options));
}

async function copy(context: CliContext, options: CopyOptions): Promise<void> {
  const request = { from: read(context, "--from", options), to: read(context, "--to", options) };
  const { copyDatabase, compareDatabases } = await import("../../app/copy/copy-database.ts");
  const deps = await createDeps(context, options);
  const line = createProgressLine(context.stderr, deps.clock);
  const progress: CopyProgress = {
    copied: (done, total) => line.show(`${count(done)} of ${count(total)} rows (${percent(done, total)} %)`),
    compared: (tables) => line.show(`comparing: ${count(tables)} tables are equal`),
  };
  const work = options.verify === true ? compareDatabases : copyDatabase;
  const result = await work(request, deps, progress).finally(() => line.end());
  if (options.json === true) printJson(context, { ...result, equal: true });
  else printLine(context, describe(request, result, options.verify === true));
}

function read(context: CliContext, name: "--from" | "--to", options: CopyOptions): DatabaseTarget {
  const { from, to } = options;
  const text = name === "--from" ? from : to;
  if (from === undefined && to === undefined) {
    throw new CliError(2, "Name the source with --from, the target with --to, or both.");
  }
  const target =
    text === undefined
      ? readConfig(context).database
      : parseDatabaseUrl(name, text, context.readPlatform(), true);
  if (target.kind === "sqlite" && target.path === ":memory:") {
    throw new CliError(2, `${name}: a database in memory is gone at once; name a file.`);
  }
  return target;
}

function describe(
  { from, to }: { readonly from: DatabaseTarget; readonly to: DatabaseTarget },
  { owners, total, resumedAt }: CopyResult,
  verified: boolean,
): string {
  const what = `${count(total)} rows of ${owners === 1 ? "1 owner" : `${count(owners)} owners`}`;
  const [source, target] = [describeDatabase(from), describeDatabase(to)];
  if (verified) return `${source} and ${target} are equal: ${what}.`;
  const resumed = resumedAt > 0 ? `, ${count(resumedAt)} of them by an earlier run` : "";
  return `Copied ${what} from ${source} to ${target}${resumed}; compared, and equal.`;
}

function count(value: number): string {
  return value.toLocaleString("en");
}

function percent(done: number, total: number): number {
  return total === 0 ? 100 : Math.floor((done / total) * 100);
}
