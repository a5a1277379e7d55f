import type { Command } from "commander";
import { listSecretWarnings } from "../../config/warnings.ts";
import type { TokenRecord } from "../../domain/accounts/token-store.ts";
import { toIso } from "../../domain/clock.ts";
import { CliError } from "../cli-error.ts";
import { type CliContext, type CommonOptions, printJson, printLine } from "../context.ts";
import { defineCommand } from "../define-command.ts";
import { readConfig } from "../read-config.ts";
import { createDeps } from "../settings.ts";
import { formatTable } from "../table.ts";

interface MintOptions extends CommonOptions {
  readonly user?: string;
  readonly expires: string;
  readonly scope?: string;
  readonly name?: string;
  readonly sources?: readonly string[];
  readonly database?: string;
}

interface ListOptions extends CommonOptions {
  readonly user?: string;
  readonly database?: string;
  readonly json?: boolean;
}

const DATABASE = [
  "--database <url>",
  "sqlite:PATH or postgres://…, in place of AWARENESS_DATABASE_URL",
] as const;

export function tokenCommand(context: CliContext): Command {
  return defineCommand({
    name: "token",
    summary: "Mint a bearer token for the HTTP server; list and revoke tokens.",
    details: "Prints the token alone. It is not stored: keep it, or mint another one.",
    examples: [
      "awareness token",
      "awareness token --user ada --expires 90d --name laptop",
      'awareness token --scope "memory:read memory:write"',
      "awareness token --sources website,shop --name ci",
      "awareness token list",
    ],
  })
    .option("--user <owner>", "whose memory it opens (default: the owner of stdio clients)")
    .option("--expires <time>", "lifetime such as 12h or 30d, at most 366d", "30d")
    .option(
      "--scope <scopes>",
      "memory:read, memory:write, memory:delete or memory:admin, separated by spaces or commas; may be repeated (default: full access)",
      addScopes,
    )
    .option("--name <name>", "shown as the writer of what is written with it")
    .option(
      "--sources <sources>",
      "the only sources it reads and writes, separated by commas; may be repeated (default: all)",
      addSources,
    )
    .option(...DATABASE)
    .action((options: MintOptions) => mint(context, options))
    .addCommand(listCommand(context))
    .addCommand(revokeCommand(context));
}

async function mint(context: CliContext, options: MintOptions): Promise<void> {
  const config = readConfig(context, pickDatabase(options));
  const { issueToken } = await import("../../app/tokens.ts");
  const { user = config.defaultOwner, expires, scope, name, sources } = options;
  const deps = await createDeps(context, options);
  const token = await issueToken(config, deps, { user, expires, scope, name, sources });
  for (const { message } of listSecretWarnings(config)) context.stderr.write(`awareness: ${message}\n`);
  printLine(context, token);
}

/** Adds the scopes of one `--scope`, each once; an empty one stays, and is refused. */
function addScopes(text: string, before?: string): string {
  const named = text.split(/[\s,]+/).filter((word) => word !== "");
  if (named.length === 0 || before === "") return "";
  return [...new Set([...(before?.split(" ") ?? []), ...named])].join(" ");
}

/** Adds the names of one `--sources`, each once. */
function addSources(text: string, before: readonly string[] = []): readonly string[] {
  return [...new Set([...before, ...text.split(",").map((name) => name.trim())])];
}

function listCommand(context: CliContext): Command {
  return defineCommand({
    name: "list",
    summary: "List the tokens minted here, newest first.",
    examples: ["awareness token list", "awareness token list --user ada --json"],
  })
    .option("--user <owner>", "only those of this owner")
    .option(...DATABASE)
    .option("--json", "as JSON")
    .action(async (options: ListOptions) => {
      const config = readConfig(context, pickDatabase(options));
      const { listTokens } = await import("../../app/tokens.ts");
      const deps = await createDeps(context, options);
      const rows = (await listTokens(config, deps, options.user)).map((token) =>
        toRow(token, deps.clock.now()),
      );
      if (options.json === true) printJson(context, rows);
      else printLine(context, rows.length === 0 ? "No tokens." : formatTable(rows.map(toCells)));
    });
}

function toRow(token: TokenRecord, now: number) {
  const ended = token.expiresAt <= now ? "expired" : "valid";
  return {
    id: token.id,
    owner: token.owner,
    name: token.name ?? null,
    scope: token.scope ?? null,
    sources: token.sources ?? null,
    created: toIso(token.createdAt),
    expires: toIso(token.expiresAt),
    state: token.revokedAt === undefined ? ended : "revoked",
  };
}

function toCells({ scope, sources, ...row }: ReturnType<typeof toRow>) {
  const { id, owner, name, ...rest } = row;
  return { id, owner, name, scope: scope ?? "all", sources: sources?.join(",") ?? "all", ...rest };
}

function revokeCommand(context: CliContext): Command {
  return defineCommand({
    name: "revoke",
    summary: "End a token before its time, on every server that shares the database.",
    details:
      "With --user every token of that user issued so far, also those of identity providers. What the user stored stays, and later tokens are good.",
    examples: [
      "awareness token revoke 1b4e28ba-2fa1-4d6f-8b5e-0f3c9d0b7c11",
      "awareness token revoke --user ada",
    ],
  })
    .argument("[id]", "as shown by awareness token list")
    .option("--user <owner>", "all tokens of this user")
    .option(...DATABASE)
    .option("--json", "as JSON")
    .action(async (id: string | undefined, options: ListOptions) => {
      if ((id === undefined) === (options.user === undefined)) {
        throw new CliError(2, "token revoke: name either the id of a token or --user.");
      }
      if (id !== undefined) await revokeOne(context, options, id);
      else await revokeAll(context, options, options.user ?? "");
    });
}

async function revokeOne(context: CliContext, options: ListOptions, id: string): Promise<void> {
  const config = readConfig(context, pickDatabase(options));
  const { revokeToken } = await import("../../app/tokens.ts");
  const known = await revokeToken(config, await createDeps(context, options), id);
  if (!known) throw new CliError(1, `No token has the id "${id}"; awareness token list shows them.`);
  if (options.json === true) printJson(context, { revoked: id });
  else printLine(context, `Revoked ${id}.`);
}

async function revokeAll(context: CliContext, options: ListOptions, user: string): Promise<void> {
  const config = readConfig(context, pickDatabase(options));
  const { signOut } = await import("../../app/sign-out.ts");
  const done = await signOut(config, await createDeps(context, options), user);
  const { tokens, identities, grants, browsers } = done;
  if (options.json === true) printJson(context, { user, ...done });
  else
    printLine(
      context,
      `Revoked all tokens of ${user}: ${tokens} own, and those of ${identities} identities and ${grants} connected clients. Browsers signed out: ${browsers}.`,
    );
}

function pickDatabase({ database }: { readonly database?: string }): { readonly database?: string } {
  return database === undefined ? {} : { database };
}
