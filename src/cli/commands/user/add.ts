import type { Command } from "commander";
import { type CliContext, printLine } from "../../context.ts";
import { defineCommand } from "../../define-command.ts";
import { createDeps } from "../../settings.ts";
import { describeInvitation } from "../../show-invitation.ts";
import { aboutUser, DATABASE, readUserConfig, USER_ID, type UserOptions } from "../../user-options.ts";
import { collect } from "../../verb.ts";

interface AddOptions extends UserOptions {
  readonly email?: string;
  readonly displayName?: string;
  readonly phone?: string;
  readonly timezone: string;
  readonly identity?: readonly string[];
  readonly invite?: boolean;
}

const INVITE_LIFETIME = "3d";

export function addUserCommand(context: CliContext): Command {
  return defineCommand({
    name: "add",
    summary: "Add a user.",
    details:
      "Whoever signs in with one of the identities is this user, also when it was shut out by awareness user delete.",
    examples: [
      "awareness user add ada --email ada@example.com --timezone Europe/London",
      'awareness user add bob --identity "https://login.example/ 248289761001"',
    ],
  })
    .argument(...USER_ID)
    .option("--email <address>", "e-mail address; that of no other user")
    .option("--display-name <name>", "name as people read it")
    .option("--phone <number>", "with its country code, such as +49 30 123456")
    .option("--timezone <zone>", "IANA name, such as Europe/London: when the user's day begins", "UTC")
    .option(
      "--identity <identity>",
      '"<issuer> <subject>" at an identity provider; repeat it for several',
      collect,
    )
    .option("--invite", "print a link too, as awareness user invite does")
    .option(...DATABASE)
    .action((id: string, options: AddOptions) => add(context, id, options));
}

async function add(context: CliContext, id: string, options: AddOptions): Promise<void> {
  const { email, displayName, phone, timezone, identity: identities = [] } = options;
  const config = readUserConfig(context, options);
  if (options.invite === true) {
    const { oauthAddress } = await import("../../../app/oauth-address.ts");
    // Without an address nobody is added: the same command can be given again.
    oauthAddress(config);
  }
  const { addUser } = await import("../../../app/users/add-user.ts");
  const deps = await createDeps(context, options);
  await aboutUser(() => addUser(config, deps, { id, email, displayName, phone, timezone, identities }));
  printLine(context, `Added ${id}.`);
  if (options.invite !== true) return;
  const { inviteUser } = await import("../../../app/users/invite-user.ts");
  printLine(context, describeInvitation(await inviteUser(config, deps, id, INVITE_LIFETIME)));
}
