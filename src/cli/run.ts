import type { Command } from "commander";
import { backupCommand } from "./commands/backup.ts";
import { briefCommand } from "./commands/brief.ts";
import { clientsCommand } from "./commands/clients.ts";
import { copyCommand } from "./commands/copy.ts";
import { deleteCommand } from "./commands/delete.ts";
import { demoCommand } from "./commands/demo.ts";
import { doctorCommand } from "./commands/doctor.ts";
import { getCommand } from "./commands/get.ts";
import { keysCommand } from "./commands/keys.ts";
import { migrateCommand } from "./commands/migrate.ts";
import { rememberCommand } from "./commands/remember.ts";
import { restoreCommand } from "./commands/restore.ts";
import { schemaCommand } from "./commands/schema.ts";
import { searchCommand } from "./commands/search.ts";
import { secretCommand } from "./commands/secret.ts";
import { serveCommand } from "./commands/serve.ts";
import { tokenCommand } from "./commands/token.ts";
import { undoCommand } from "./commands/undo.ts";
import { userCommand } from "./commands/user.ts";
import type { CliContext } from "./context.ts";
import { defineCommand } from "./define-command.ts";
import { reportFailure } from "./report-error.ts";

/** In the order of the help. */
const COMMANDS = [
  serveCommand,
  briefCommand,
  rememberCommand,
  searchCommand,
  getCommand,
  deleteCommand,
  restoreCommand,
  undoCommand,
  demoCommand,
  migrateCommand,
  copyCommand,
  backupCommand,
  tokenCommand,
  keysCommand,
  userCommand,
  clientsCommand,
  secretCommand,
  schemaCommand,
  doctorCommand,
];

export function createProgram(context: CliContext): Command {
  const program = defineCommand({
    name: "awareness",
    summary: "One memory for every AI client of a person: an MCP server.",
    examples: ["awareness serve --http", "awareness doctor"],
  })
    .version(context.version, "-V, --version", "show the version")
    .configureOutput({
      writeOut: (text) => void context.stdout.write(text),
      writeErr: (text) => void context.stderr.write(text),
    });
  for (const define of COMMANDS) program.addCommand(define(context));
  return program;
}

/** Runs one command line (without `node` and the script); answers the exit code. */
export async function run(args: readonly string[], context: CliContext): Promise<number> {
  try {
    await createProgram(context).parseAsync(args, { from: "user" });
    return 0;
  } catch (error) {
    return reportFailure(error, context, args.includes("--debug"));
  }
}
