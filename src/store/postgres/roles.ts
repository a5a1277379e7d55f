import { randomBytes } from "node:crypto";
import pg from "pg";
import { AwarenessError } from "../../domain/errors.ts";
import { readMigrations } from "../shared/migration-files.ts";
import { unavailable } from "./errors.ts";
import { connectOnce } from "./once.ts";
import { REFUSED, rolesScript } from "./roles-script.ts";

export interface RoleRequest {
  /** Name of the role that servers connect as. */
  readonly role: string;
  /** Printable ASCII; absent: a new role gets a random one, a role that exists keeps its own. */
  readonly password?: string;
}

export interface CreatedRole {
  readonly created: boolean;
  /** Of a new role that none was given for. */
  readonly generatedPassword?: string;
  /** The role may make tables of its own, because everybody may in this schema and we may not forbid it. */
  readonly mayCreateTables: boolean;
}

const EXISTS = /* sql */ `
  SELECT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = $1) AS found`;

const MAY_CREATE = /* sql */ `
  SELECT has_schema_privilege($1, relnamespace, 'CREATE') AS yes FROM pg_class WHERE oid = 'entries'::regclass`;

/** 256 bits would not be safer against guessing over a network; 192 fit on a line. */
export function generatePassword(): string {
  return randomBytes(24).toString("base64url");
}

/** The same as a script for somebody who may run it; `replacePassword` when it is to hold for a role that exists. */
export function printRoles(
  migrationsDir: string,
  request: RoleRequest & { readonly replacePassword: boolean },
): string {
  return rolesScript(readMigrations(migrationsDir), request);
}

/**
 * Makes the role that servers connect as, in a database that is migrated, or gives it what it lacks: all of it or nothing.
 * @throws AwarenessError `conflict` for a role that may do more than it should; `unavailable` (`missing_rights`).
 */
export async function createAppRole(
  url: string,
  migrationsDir: string,
  { role, password }: RoleRequest,
): Promise<CreatedRole> {
  const migrations = readMigrations(migrationsDir);
  return connectOnce(url, async (client) => {
    await client.query("BEGIN");
    try {
      const created = !(await isTrue(client, EXISTS, role));
      const generated = created && password === undefined ? generatePassword() : undefined;
      const secret = password ?? generated;
      await client.query(
        rolesScript(migrations, {
          role,
          ...(secret === undefined ? {} : { password: secret, replacePassword: !created }),
        }),
      );
      const mayCreateTables = await isTrue(client, MAY_CREATE, role);
      await client.query("COMMIT");
      const outcome = { created, mayCreateTables };
      return generated === undefined ? outcome : { ...outcome, generatedPassword: generated };
    } catch (error) {
      await client.query("ROLLBACK").catch(() => {});
      throw explain(error);
    }
  });
}

async function isTrue(client: pg.Client, text: string, role: string): Promise<boolean> {
  const { rows } = await client.query<[boolean]>({ text, values: [role], rowMode: "array" });
  return rows[0]?.[0] === true;
}

function explain(error: unknown): unknown {
  if (!(error instanceof pg.DatabaseError)) return error;
  if (error.code === REFUSED) return new AwarenessError("conflict", error.message, { cause: error });
  if (error.code !== "42501") return error;
  return unavailable(
    "missing_rights",
    "This role may not make roles or give rights. Connect as the owner of the tables, or let your provider run the script of `awareness migrate --create-roles --print`.",
    { cause: error },
  );
}
