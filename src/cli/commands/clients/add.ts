import type { Command } from "commander";
import { type CliContext, printJson, printLine } from "../../context.ts";
import { defineCommand } from "../../define-command.ts";
import { createDeps } from "../../settings.ts";
import { DATABASE, readUserConfig, type UserOptions } from "../../user-options.ts";
import { collect } from "../../verb.ts";

interface AddOptions extends UserOptions {
  readonly name: string;
  readonly redirectUri: readonly string[];
  readonly confidential?: boolean;
}

export function addClientCommand(context: CliContext): Command {
  return defineCommand({
    name: "add",
    summary: "Add a client that cannot register itself, and print its id.",
    details:
      "The id, and with --confidential the secret, go into the settings of the client. The secret is shown this once: only its hash is kept.",
    examples: [
      'awareness clients add --name "Team agent" --redirect-uri https://agent.example.org/callback --confidential',
      'awareness clients add --name "My script" --redirect-uri http://127.0.0.1/callback',
    ],
  })
    .requiredOption("--name <name>", "what people read when it asks for access")
    .requiredOption(
      "--redirect-uri <uri>",
      "where it takes answers: https://, or http:// on 127.0.0.1, [::1] or localhost, there on any port; repeat it for several",
      collect,
    )
    .option("--confidential", "it keeps a secret: it runs on a server, not on people's machines")
    .option(...DATABASE)
    .option("--json", "as JSON")
    .action((options: AddOptions) => add(context, options));
}

async function add(context: CliContext, options: AddOptions): Promise<void> {
  const { name, redirectUri: redirectUris, confidential = false } = options;
  const config = readUserConfig(context, options);
  const { addClient } = await import("../../../app/clients/add-client.ts");
  const deps = await createDeps(context, options);
  const { id, secret } = await addClient(config, deps, { name, redirectUris, confidential });
  if (options.json === true) {
    printJson(context, { client_id: id, client_secret: secret ?? null, redirect_uris: redirectUris });
    return;
  }
  const lines = [
    `Client id:      ${id}`,
    ...(secret === undefined ? [] : [`Client secret:  ${secret}`, "The secret is not shown again."]),
  ];
  printLine(context, lines.join("\n"));
}
