import type { Command } from "commander";
import { type CliContext, printLine } from "../../context.ts";
import { defineCommand } from "../../define-command.ts";
import { createProgressLine } from "../../progress-line.ts";
import { createDeps } from "../../settings.ts";
import { aboutUser, DATABASE, readUserConfig, USER_ID, type UserOptions } from "../../user-options.ts";

interface ExportOptions extends UserOptions {
  readonly output: string;
}

export function exportUserCommand(context: CliContext): Command {
  return defineCommand({
    name: "export",
    summary: "Write everything that a user has as one JSON document.",
    details:
      "Account without the password, identities, entries with the trash and all versions, reads, actions, baselines, tokens without their secrets, sessions; docs/export-format.md describes it. A file is readable by you alone and appears when it is whole. Servers may run meanwhile.",
    examples: [
      "awareness user export ada --output ada.json",
      "awareness user export ada | jq '.entries | length'",
    ],
  })
    .argument(...USER_ID)
    .option("-o, --output <file>", "where to; - is stdout", "-")
    .option(...DATABASE)
    .action((id: string, options: ExportOptions) => write(context, id, options));
}

async function write(context: CliContext, id: string, options: ExportOptions): Promise<void> {
  const config = readUserConfig(context, options);
  const { exportUser } = await import("../../../app/users/export-user.ts");
  const deps = await createDeps(context, options);
  const line = createProgressLine(context.stderr, deps.clock);
  const file = options.output === "-" ? undefined : options.output;
  const onRows = (rows: number) => line.show(`${rows.toLocaleString("en")} rows`);
  const { stdout: output } = context;
  const rows = await aboutUser(() => exportUser(config, deps, id, { file, output, onRows })).finally(() =>
    line.end(),
  );
  if (file !== undefined) printLine(context, `Exported ${id} to ${file}: ${rows.toLocaleString("en")} rows.`);
}
