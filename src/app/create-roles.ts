import type { PostgresTarget } from "../config/config.ts";
import type { CreatedRole, RoleRequest } from "../store/postgres/roles.ts";
import type { AppDeps } from "./deps.ts";
import { type MigrationResult, migrate } from "./migrations.ts";
import { migrationsDir } from "./package-root.ts";

export type RoleResult = CreatedRole & { readonly migration: MigrationResult };

/** Brings the database to the newest schema, then makes the role that servers connect as. @throws AwarenessError. */
export async function createRole(
  target: PostgresTarget,
  deps: AppDeps,
  request: RoleRequest,
): Promise<RoleResult> {
  const migration = await migrate(target, deps, undefined);
  const { createAppRole } = await import("../store/postgres/roles.ts");
  const folder = migrationsDir(deps.packageRoot, "postgres");
  return { ...(await createAppRole(target.url, folder, request)), migration };
}

export interface RoleScript {
  readonly script: string;
  /** That the script gives to a new role. */
  readonly password: string;
}

/** What `createRole` would do after migrating, for somebody else to run. Connects to nothing. */
export async function writeRoleScript(packageRoot: string, request: RoleRequest): Promise<RoleScript> {
  const { generatePassword, printRoles } = await import("../store/postgres/roles.ts");
  const password = request.password ?? generatePassword();
  const replacePassword = request.password !== undefined;
  const script = printRoles(migrationsDir(packageRoot, "postgres"), {
    ...request,
    password,
    replacePassword,
  });
  return { script, password };
}
