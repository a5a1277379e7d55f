import { type Command, InvalidArgumentError } from "commander";
import type { MigrationResult, MigrationStatus } from "../../app/migrations.ts";
import { CliError } from "../cli-error.ts";
import { type CliContext, type CommonOptions, printJson, printLine } from "../context.ts";
import { defineCommand } from "../define-command.ts";
import { migrateRoles, type RoleOptions } from "../migrate-roles.ts";
import { readConfig } from "../read-config.ts";
import { createDeps } from "../settings.ts";

interface MigrateOptions extends CommonOptions, RoleOptions {
  readonly status?: boolean;
  readonly dryRun?: boolean;
  readonly to?: number;
  readonly database?: string;
  readonly json?: boolean;
}

export function migrateCommand(context: CliContext): Command {
  return defineCommand({
    name: "migrate",
    summary: "Bring the database to the newest schema.",
    details:
      "A server does this by itself at start, unless AWARENESS_AUTO_MIGRATE is false. On Postgres, --create-roles also makes the role that servers should connect as: bound by row-level security, owner of nothing.",
    examples: ["awareness migrate --status", "awareness migrate", "awareness migrate --create-roles"],
  })
    .option("--status", "show where the database stands; change nothing")
    .option("--dry-run", "show what would be applied; change nothing")
    .option("--to <number>", "stop at this migration", parseNumber)
    .option("--database <url>", "sqlite:PATH or postgres://…, in place of AWARENESS_DATABASE_URL")
    .option("--create-roles", "also make the role for servers, or give it what it lacks")
    .option("--app-role <name>", "its name (default: awareness_app)")
    .option("--app-password-file <path>", "file of its password (default: a random one, printed once)")
    .option("--print", "with --create-roles: print the SQL for somebody who may run it; change nothing")
    .option("--json", "as JSON")
    .action((options: MigrateOptions) => migrateAction(context, options));
}

function parseNumber(text: string): number {
  if (!/^\d{1,4}$/.test(text)) throw new InvalidArgumentError("Expected the number of a migration.");
  return Number(text);
}

async function migrateAction(context: CliContext, options: MigrateOptions): Promise<void> {
  const { database, json = false, to } = options;
  const config = readConfig(context, database === undefined ? {} : { database });
  if (await migrateRoles(context, config.database, options)) return;
  const { migrate, readStatus } = await import("../../app/migrations.ts");
  const status = await readStatus(config.database, context.packageRoot);
  refuseImpossible(status, to);
  if (options.status === true || options.dryRun === true) {
    const pending = status.pending.filter((name) => to === undefined || Number.parseInt(name, 10) <= to);
    const shown = { ...status, pending };
    if (json) printJson(context, shown);
    else printLine(context, options.status === true ? describeStatus(status) : describePlan(pending));
    return;
  }
  const result = await migrate(config.database, await createDeps(context, options), to);
  if (json) printJson(context, result);
  else printLine(context, describeResult(result));
}

function refuseImpossible({ current, newest }: MigrationStatus, to: number | undefined): void {
  if (to === undefined || (to >= Math.max(1, current) && to <= newest)) return;
  const accepted = current === newest ? `${newest}` : `${Math.max(1, current)} to ${newest}`;
  throw new CliError(
    2,
    `--to is ${to}; accepted: ${accepted}. Migrations only go forward; restore a backup to go back.`,
  );
}

function describeStatus({ current, newest, pending }: MigrationStatus): string {
  if (current > newest) return `Schema ${current}; this program knows ${newest} and may go on.`;
  const state = pending.length === 0 ? "up to date" : `pending: ${pending.join(", ")}`;
  return `Schema ${current} of ${newest}; ${state}.`;
}

function describePlan(pending: readonly string[]): string {
  return pending.length === 0 ? "Nothing to apply." : `Would apply: ${pending.join(", ")}.`;
}

function describeResult({ from, to, applied }: MigrationResult): string {
  return applied.length === 0
    ? `Schema ${to}; nothing to apply.`
    : `Schema ${from} -> ${to}; applied: ${applied.join(", ")}.`;
}
