import type { Command } from "commander";
import type { CliContext } from "../context.ts";
import { defineCommand } from "../define-command.ts";
import { addUserCommand } from "./user/add.ts";
import { deleteUserCommand } from "./user/delete.ts";
import { exportUserCommand } from "./user/export.ts";
import { inviteUserCommand } from "./user/invite.ts";
import { listUsersCommand } from "./user/list.ts";
import { setPasswordCommand } from "./user/set-password.ts";
import { showUserCommand } from "./user/show.ts";
import { updateUserCommand } from "./user/update.ts";

export function userCommand(context: CliContext): Command {
  return defineCommand({
    name: "user",
    summary: "Add, invite, change, list and show users; export or delete everything that one of them has.",
    details: "Who only writes needs no account: show, export and delete take the id of every owner.",
    examples: [
      "awareness user add ada --email ada@example.com --timezone Europe/London",
      "awareness user list",
    ],
  })
    .addCommand(addUserCommand(context))
    .addCommand(updateUserCommand(context))
    .addCommand(listUsersCommand(context))
    .addCommand(showUserCommand(context))
    .addCommand(inviteUserCommand(context))
    .addCommand(setPasswordCommand(context))
    .addCommand(exportUserCommand(context))
    .addCommand(deleteUserCommand(context));
}
