import { readFile } from "node:fs/promises";
import type { RoleResult } from "../app/create-roles.ts";
import type { DatabaseTarget, PostgresTarget } from "../config/config.ts";
import { describeDatabase, withUser } from "../config/database-url.ts";
import { CliError } from "./cli-error.ts";
import { type CliContext, type CommonOptions, printJson, printLine } from "./context.ts";
import { createDeps } from "./settings.ts";

/** Options of `awareness migrate` about the role that servers connect as. */
export interface RoleOptions extends CommonOptions {
  readonly createRoles?: boolean;
  readonly appRole?: string;
  readonly appPasswordFile?: string;
  readonly print?: boolean;
  readonly status?: boolean;
  readonly dryRun?: boolean;
  readonly to?: number;
  readonly json?: boolean;
}

const DEFAULT_ROLE = "awareness_app";
/** In place of a password that is not ours to show. */
const PLACEHOLDER = "PASSWORD";

/** Does what `--create-roles` asks for; false without it. @throws CliError for options that do not go together. */
export async function migrateRoles(
  context: CliContext,
  target: DatabaseTarget,
  options: RoleOptions,
): Promise<boolean> {
  requireFitting(options);
  if (options.createRoles !== true) return false;
  if (target.kind === "sqlite") {
    throw new CliError(2, "--create-roles is for Postgres; an SQLite file has no roles.");
  }
  const { appRole: role = DEFAULT_ROLE, appPasswordFile } = options;
  const request = {
    role,
    ...(appPasswordFile === undefined ? {} : { password: await readPassword(appPasswordFile) }),
  };
  if (options.print === true) await print(context, target, request);
  else await create(context, target, options, request);
  return true;
}

interface Request {
  readonly role: string;
  readonly password?: string;
}

function requireFitting({ createRoles, appRole, appPasswordFile, print, status, dryRun, to }: RoleOptions) {
  if (createRoles === true) {
    if (status === true || dryRun === true || to !== undefined) {
      throw new CliError(
        2,
        "--create-roles goes with neither --status, --dry-run nor --to; --print shows what it does.",
      );
    }
    if (appRole !== undefined && !/^[a-z_][a-z0-9_]{0,62}$/.test(appRole)) {
      throw new CliError(2, `--app-role is "${appRole}"; accepted: small letters, digits and _, at most 63.`);
    }
    if (appRole !== undefined && RESERVED.test(appRole)) {
      throw new CliError(
        2,
        `--app-role is "${appRole}", which Postgres keeps for itself; name another role.`,
      );
    }
    return;
  }
  if (appRole !== undefined || appPasswordFile !== undefined || print === true) {
    throw new CliError(2, "--app-role, --app-password-file and --print go with --create-roles only.");
  }
}

/** https://www.postgresql.org/docs/current/sql-createrole.html */
const RESERVED = /^(pg_.*|public|none|current_role|current_user|session_user)$/;

/** Other characters would have to be normalised before they are hashed. */
const PASSWORD = /^[\x21-\x7e]{16,200}$/;

async function readPassword(path: string): Promise<string> {
  const text = await readFile(path, "utf8").catch((error: NodeJS.ErrnoException) => {
    throw new CliError(1, `${path} cannot be read (${error.code}); check --app-password-file.`, error);
  });
  const password = text.replace(/\r?\n$/, "");
  if (PASSWORD.test(password)) return password;
  throw new CliError(
    1,
    `${path} holds no password; accepted: one line of 16 to 200 printable ASCII characters without spaces.`,
  );
}

/** The script goes to a file or a colleague; the password is for this terminal alone. */
async function print(context: CliContext, target: PostgresTarget, request: Request): Promise<void> {
  const { writeRoleScript } = await import("../app/create-roles.ts");
  const { script, password } = await writeRoleScript(context.packageRoot, request);
  printLine(context, script.trimEnd());
  if (request.password !== undefined) return;
  const url = withUser(target, request.role, password);
  context.stderr.write(`If the script makes the role, servers connect with AWARENESS_DATABASE_URL=${url}\n`);
}

async function create(
  context: CliContext,
  target: PostgresTarget,
  options: RoleOptions,
  request: Request,
): Promise<void> {
  const { createRole } = await import("../app/create-roles.ts");
  const result = await createRole(target, await createDeps(context, options), request);
  const url = withUser(target, request.role, result.generatedPassword ?? PLACEHOLDER);
  if (options.json === true) printJson(context, toJson(request.role, url, result));
  else printLine(context, describe(target, request, url, result));
  if (result.mayCreateTables) {
    context.stderr.write(
      "awareness: everybody may make tables in this schema, and only its owner can end that: REVOKE CREATE ON SCHEMA public FROM PUBLIC.\n",
    );
  }
}

function toJson(role: string, url: string, { created, generatedPassword, migration }: RoleResult) {
  return {
    migration,
    role,
    created,
    url,
    ...(generatedPassword === undefined ? {} : { password: generatedPassword }),
  };
}

function describe(
  target: PostgresTarget,
  { role, password }: Request,
  url: string,
  { created, generatedPassword, migration: { to } }: RoleResult,
): string {
  const what = created ? "made" : "there already; it has all rights that it needs";
  const secret =
    generatedPassword !== undefined
      ? [`Password: ${generatedPassword}   (shown this once)`]
      : [password === undefined ? "Its password has not changed." : "Its password is the one of the file."];
  return [
    `Schema ${to} in ${describeDatabase(target)}; role ${role}: ${what}.`,
    ...secret,
    `AWARENESS_DATABASE_URL=${url}`,
  ].join("\n");
}
