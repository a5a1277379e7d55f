import type { Command } from "commander";
import type { ListedClient } from "../../../app/clients/list-clients.ts";
import { toIso } from "../../../domain/clock.ts";
import { SCOPES, type Scope } from "../../../domain/principal.ts";
import { type CliContext, printJson, printLine } from "../../context.ts";
import { defineCommand } from "../../define-command.ts";
import { plainLine } from "../../plain-text.ts";
import { createDeps } from "../../settings.ts";
import { formatTable } from "../../table.ts";
import { DATABASE, readUserConfig, type UserOptions } from "../../user-options.ts";

interface ListOptions extends UserOptions {
  readonly user?: string;
}

export function listClientsCommand(context: CliContext): Command {
  return defineCommand({
    name: "list",
    summary:
      "List the clients that people have connected, newest first, and those that are added and not connected.",
    details: "Names and hosts are what the clients say of themselves.",
    examples: ["awareness clients list", "awareness clients list --user ada --json"],
  })
    .option("--user <id>", "only what this user has connected")
    .option(...DATABASE)
    .option("--json", "as JSON")
    .action((options: ListOptions) => list(context, options));
}

async function list(context: CliContext, options: ListOptions): Promise<void> {
  const config = readUserConfig(context, options);
  const { listClients } = await import("../../../app/clients/list-clients.ts");
  const found = await listClients(config, await createDeps(context, options), options.user);
  const rows = found.map(toRow);
  if (options.json === true) printJson(context, rows);
  else printLine(context, rows.length === 0 ? "No clients." : formatTable(rows.map(toCells)));
}

function toRow({ clientId, name, host, connection }: ListedClient) {
  const { owner, scopes, sources, createdAt, usedAt, writes } = connection ?? {};
  return {
    client_id: clientId,
    name,
    host: host ?? null,
    user: owner ?? null,
    scopes: scopes ?? null,
    sources: sources ?? null,
    connected_at: createdAt === undefined ? null : toIso(createdAt),
    used_at: usedAt === undefined ? null : toIso(usedAt),
    writes: writes ?? null,
  };
}

const NAME_CHARS = 40;
const CELL_CHARS = 100;

function toCells({ user, scopes, sources, writes, ...row }: ReturnType<typeof toRow>) {
  const every = user === null ? null : "all";
  return {
    name: plainLine(row.name, NAME_CHARS),
    id: plainLine(row.client_id, CELL_CHARS),
    host: row.host === null ? null : plainLine(row.host, CELL_CHARS),
    user: user ?? "not connected",
    may: scopes === null ? null : describeScopes(scopes),
    sources: sources === null ? every : plainLine(sources.join(","), CELL_CHARS),
    connected: row.connected_at,
    used: row.used_at,
    writes,
  };
}

/** Each scope includes those before it. */
function describeScopes(scopes: readonly Scope[]): string {
  const highest = Math.max(...scopes.map((scope) => SCOPES.indexOf(scope)));
  const words = SCOPES.slice(0, highest + 1).map((scope) => scope.replace("memory:", ""));
  return words.length === 0 ? "nothing" : words.join(",");
}
