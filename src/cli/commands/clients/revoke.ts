import type { Command } from "commander";
import type { RevokedClient } from "../../../app/clients/revoke-client.ts";
import { type CliContext, printJson, printLine } from "../../context.ts";
import { defineCommand } from "../../define-command.ts";
import { createDeps } from "../../settings.ts";
import { DATABASE, readUserConfig, type UserOptions } from "../../user-options.ts";

interface RevokeOptions extends UserOptions {
  readonly user?: string;
}

export function revokeClientCommand(context: CliContext): Command {
  return defineCommand({
    name: "revoke",
    summary: "Take back what a client was allowed, on every server that shares the database.",
    details:
      "Of all users, or of one with --user. Takes effect within 5 seconds. What the client wrote stays: awareness undo --client takes it back. Without --user a client that is kept here is removed too, and has to register anew.",
    examples: [
      "awareness clients revoke https://claude.ai/oauth/client.json --user ada",
      "awareness clients revoke 0d5ac0de-7f3e-4a55-9a3f-6d2c1c3f9b10",
    ],
  })
    .argument("<client-id>", "as shown by awareness clients list")
    .option("--user <id>", "only what this user has allowed it")
    .option(...DATABASE)
    .option("--json", "as JSON")
    .action((clientId: string, options: RevokeOptions) => revoke(context, clientId, options));
}

async function revoke(context: CliContext, clientId: string, options: RevokeOptions): Promise<void> {
  const config = readUserConfig(context, options);
  const { revokeClient } = await import("../../../app/clients/revoke-client.ts");
  const deps = await createDeps(context, options);
  const revoked = await revokeClient(config, deps, clientId, options.user);
  if (options.json === true) printJson(context, { client_id: clientId, ...revoked });
  else printLine(context, describe(clientId, revoked));
}

function describe(clientId: string, { connections, removed }: RevokedClient): string {
  const ended =
    connections === 0
      ? `${clientId} was not connected.`
      : `Ended ${connections} ${connections === 1 ? "connection" : "connections"} of ${clientId}; every node refuses its tokens within 5 seconds.`;
  return removed ? `${ended} The client is removed.` : ended;
}
