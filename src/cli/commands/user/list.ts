import type { Command } from "commander";
import type { User } from "../../../domain/accounts/user.ts";
import { type CliContext, printJson, printLine } from "../../context.ts";
import { defineCommand } from "../../define-command.ts";
import { plainText } from "../../plain-text.ts";
import { createDeps } from "../../settings.ts";
import { userJson } from "../../user-json.ts";
import { DATABASE, readUserConfig, type UserOptions } from "../../user-options.ts";

export function listUsersCommand(context: CliContext): Command {
  return defineCommand({
    name: "list",
    summary: "List the users, by id.",
    examples: ["awareness user list", "awareness user list --json"],
  })
    .option(...DATABASE)
    .option("--json", "as JSON")
    .action((options: UserOptions) => list(context, options));
}

async function list(context: CliContext, options: UserOptions): Promise<void> {
  const config = readUserConfig(context, options);
  const { listUsers } = await import("../../../app/users/look-up.ts");
  const users = await listUsers(config, await createDeps(context, options));
  if (options.json === true) printJson(context, users.map(userJson));
  else printLine(context, users.length === 0 ? "No users." : users.map(toLine).join("\n"));
}

function toLine({ id, email, displayName, timeZone }: User): string {
  const parts = [
    id,
    ...(email === undefined ? [] : [`<${email}>`]),
    ...(displayName === undefined ? [] : [`(${displayName})`]),
    `tz=${timeZone}`,
  ];
  return plainText(parts.join("  "));
}
