import type { Command } from "commander";
import type { CliContext } from "../context.ts";
import { defineCommand } from "../define-command.ts";
import { addClientCommand } from "./clients/add.ts";
import { listClientsCommand } from "./clients/list.ts";
import { revokeClientCommand } from "./clients/revoke.ts";

export function clientsCommand(context: CliContext): Command {
  return defineCommand({
    name: "clients",
    summary: "List what is connected through the built-in OAuth server, end connections, add a client.",
    examples: ["awareness clients list", "awareness clients revoke https://claude.ai/oauth/client.json"],
  })
    .addCommand(listClientsCommand(context))
    .addCommand(revokeClientCommand(context))
    .addCommand(addClientCommand(context));
}
