import type { DatabaseTarget } from "../config/config.ts";
import { migrateDatabase, readMigrationStatus } from "../store/sqlite/migrate.ts";
import type { AppDeps } from "./deps.ts";
import { migrationsDir } from "./package-root.ts";

/** Where a database stands against the program's migrations. */
export interface MigrationStatus {
  /** Number of the newest applied migration; 0 for a database that does not exist yet. */
  readonly current: number;
  readonly newest: number;
  /** File names. */
  readonly pending: readonly string[];
}

export interface MigrationResult {
  readonly from: number;
  readonly to: number;
  readonly applied: readonly string[];
}

/** Reads only. @throws AwarenessError when the schema is newer than the program. */
export function readStatus(target: DatabaseTarget, packageRoot: string): Promise<MigrationStatus> {
  return readMigrationStatus({ path: target.path, migrationsDir: migrationsDir(packageRoot) });
}

/** Brings the database to migration `to`, or to the newest one. @throws AwarenessError, with nothing changed. */
export function migrate(
  target: DatabaseTarget,
  { clock, log, packageRoot }: AppDeps,
  to: number | undefined,
): Promise<MigrationResult> {
  return migrateDatabase({
    path: target.path,
    migrationsDir: migrationsDir(packageRoot),
    clock,
    log,
    ...(to === undefined ? {} : { to }),
  });
}
