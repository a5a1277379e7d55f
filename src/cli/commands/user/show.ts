import type { Command } from "commander";
import type { FoundUser } from "../../../app/users/look-up.ts";
import { toIso } from "../../../domain/clock.ts";
import { type CliContext, printJson, printLine } from "../../context.ts";
import { defineCommand } from "../../define-command.ts";
import { plainText } from "../../plain-text.ts";
import { createDeps } from "../../settings.ts";
import { userJson } from "../../user-json.ts";
import { aboutUser, DATABASE, readUserConfig, USER_ID, type UserOptions } from "../../user-options.ts";

export function showUserCommand(context: CliContext): Command {
  return defineCommand({
    name: "show",
    summary: "Show a user's account, and how much there is of the user's.",
    examples: ["awareness user show ada", "awareness user show ada --json"],
  })
    .argument(...USER_ID)
    .option(...DATABASE)
    .option("--json", "as JSON")
    .action((id: string, options: UserOptions) => show(context, id, options));
}

async function show(context: CliContext, id: string, options: UserOptions): Promise<void> {
  const config = readUserConfig(context, options);
  const { showUser } = await import("../../../app/users/look-up.ts");
  const deps = await createDeps(context, options);
  const found = toJson(await aboutUser(() => showUser(config, deps, id)));
  if (options.json === true) printJson(context, found);
  else printLine(context, describe(found));
}

function toJson({ id, user, identities, holdings }: FoundUser) {
  const { entries, trash, tokens, sessions, grants, passkeys, lastActivityAt } = holdings;
  return {
    id,
    account: user === undefined ? null : userJson(user),
    identities,
    entries,
    trash,
    tokens,
    sessions,
    clients: grants,
    passkeys,
    last_activity_at: lastActivityAt === undefined ? null : toIso(lastActivityAt),
  };
}

function describe({ id, account, identities, ...counts }: ReturnType<typeof toJson>): string {
  const { email, phone, display_name, timezone, has_password, created_at } = account ?? {};
  const lines: readonly (readonly [string, unknown])[] = [
    ["id", id],
    ["account", account === null ? "none, only what is stored" : `since ${created_at}`],
    ["name", display_name],
    ["e-mail", email],
    ["phone", phone],
    ["time zone", timezone],
    ["password", account === null ? undefined : has_password === true ? "set" : "none"],
    ...identities.map(({ issuer, subject }) => ["identity", `${issuer} ${subject}`] as const),
    ["entries", counts.entries],
    ["trash", counts.trash],
    ["tokens", counts.tokens],
    ["sessions", counts.sessions],
    ["clients", counts.clients],
    ["passkeys", counts.passkeys],
    ["last activity", counts.last_activity_at ?? "never"],
  ];
  return lines
    .filter(([, value]) => value !== undefined && value !== null)
    .map(([name, value]) => `${`${name}:`.padEnd(15)}${plainText(String(value))}`)
    .join("\n");
}
