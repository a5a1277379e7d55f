import type { Command } from "commander";
import { resolvePath } from "../../config/database-url.ts";
import { type CliContext, type CommonOptions, printJson, printLine } from "../context.ts";
import { defineCommand } from "../define-command.ts";
import { readConfig } from "../read-config.ts";

interface BackupOptions extends CommonOptions {
  readonly database?: string;
  readonly json?: boolean;
}

/** `awareness backup FILE`: exit code 1, with one line that says why, where no whole copy could be put in that place. */
export function backupCommand(context: CliContext): Command {
  return defineCommand({
    name: "backup",
    summary: "Copy the database file while servers use it.",
    details:
      "The copy shows the database as it is at one moment, is checked as a whole, is readable by you alone, and takes its name, in place of an older copy, when it is on the disk; a file that is no such copy is not replaced. It is a database itself: with all servers stopped, put it in place of the other. For a database on Postgres there is pg_dump.",
    examples: [
      "awareness backup /mnt/usb/awareness.db",
      "awareness doctor --database sqlite:/mnt/usb/awareness.db",
    ],
  })
    .argument("<file>", "where to")
    .option("--database <url>", "sqlite:PATH, in place of AWARENESS_DATABASE_URL")
    .option("--json", "as JSON")
    .action((file: string, options: BackupOptions) => backup(context, file, options));
}

async function backup(context: CliContext, file: string, options: BackupOptions): Promise<void> {
  const { database: url, json = false } = options;
  const { database } = readConfig(context, url === undefined ? {} : { database: url });
  const { backUp } = await import("../../app/back-up.ts");
  const path = resolvePath(file, context.readPlatform());
  const bytes = await backUp(database, path);
  if (json) printJson(context, { file: path, bytes });
  else printLine(context, `Backed up to ${path}: ${bytes.toLocaleString("en")} bytes, checked.`);
}
