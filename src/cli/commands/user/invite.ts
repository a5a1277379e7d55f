import type { Command } from "commander";
import { type CliContext, printJson, printLine } from "../../context.ts";
import { defineCommand } from "../../define-command.ts";
import { createDeps } from "../../settings.ts";
import { describeInvitation, invitationJson } from "../../show-invitation.ts";
import { aboutUser, DATABASE, readUserConfig, USER_ID, type UserOptions } from "../../user-options.ts";

interface InviteOptions extends UserOptions {
  readonly expires: string;
}

export function inviteUserCommand(context: CliContext): Command {
  return defineCommand({
    name: "invite",
    summary: "Print a link by which a user chooses how to sign in to the built-in OAuth server.",
    details:
      "Works once, also for somebody who has forgotten a password; a later one of the same user that is used ends it. Whoever has the link can open the user's memory: send it in private.",
    examples: ["awareness user invite ada", "awareness user invite ada --expires 12h --json"],
  })
    .argument(...USER_ID)
    .option("--expires <time>", "how long the link works, such as 12h or 3d, at most 366d", "3d")
    .option(...DATABASE)
    .option("--json", "as JSON")
    .action((id: string, options: InviteOptions) => invite(context, id, options));
}

async function invite(context: CliContext, id: string, options: InviteOptions): Promise<void> {
  const config = readUserConfig(context, options);
  const { inviteUser } = await import("../../../app/users/invite-user.ts");
  const deps = await createDeps(context, options);
  const invitation = await aboutUser(() => inviteUser(config, deps, id, options.expires));
  if (options.json === true) printJson(context, invitationJson(invitation));
  else printLine(context, describeInvitation(invitation));
}
