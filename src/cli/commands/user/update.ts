import type { Command } from "commander";
import { CliError } from "../../cli-error.ts";
import { type CliContext, printLine } from "../../context.ts";
import { defineCommand } from "../../define-command.ts";
import { createDeps } from "../../settings.ts";
import { aboutUser, DATABASE, readUserConfig, USER_ID, type UserOptions } from "../../user-options.ts";
import { collect } from "../../verb.ts";

interface UpdateOptions extends UserOptions {
  readonly email?: string;
  readonly displayName?: string;
  readonly phone?: string;
  readonly timezone?: string;
  readonly identity?: readonly string[];
  readonly removeIdentity?: readonly string[];
}

export function updateUserCommand(context: CliContext): Command {
  return defineCommand({
    name: "update",
    summary: "Change a user's account.",
    details:
      "What is not named stays as it is. Whoever signs in with an added identity is this user, also when it was shut out before. A removed identity is refused by running servers within seconds, until it is added to a user again.",
    examples: [
      "awareness user update ada --email ada.lovelace@example.com --timezone Europe/Berlin",
      'awareness user update ada --identity "https://login.example/ 248289761002"',
      'awareness user update ada --remove-identity "https://login.example/ 248289761002" --phone none',
    ],
  })
    .argument(...USER_ID)
    .option("--email <address>", "e-mail address, that of no other user; none takes it away")
    .option("--display-name <name>", "name as people read it; none takes it away")
    .option("--phone <number>", "with its country code, such as +49 30 123456; none takes it away")
    .option("--timezone <zone>", "IANA name, such as Europe/London: when the user's day begins")
    .option(
      "--identity <identity>",
      '"<issuer> <subject>" at an identity provider, to add; repeat it for several',
      collect,
    )
    .option("--remove-identity <identity>", "the same, to remove", collect)
    .option(...DATABASE)
    .action((id: string, options: UpdateOptions) => update(context, id, options));
}

async function update(context: CliContext, id: string, options: UpdateOptions): Promise<void> {
  const { email, displayName, phone, timezone, identity: identities = [] } = options;
  const { removeIdentity: removedIdentities = [] } = options;
  const lists = [...identities, ...removedIdentities];
  if ([email, displayName, phone, timezone, ...lists].every((value) => value === undefined)) {
    throw new CliError(
      2,
      "Nothing to change; give --email, --display-name, --phone, --timezone, --identity or --remove-identity.",
    );
  }
  const config = readUserConfig(context, options);
  const { updateUser } = await import("../../../app/users/update-user.ts");
  const deps = await createDeps(context, options);
  const request = { id, email, displayName, phone, timezone, identities, removedIdentities };
  await aboutUser(() => updateUser(config, deps, request));
  printLine(context, `Updated ${id}.`);
}
