import type { DatabaseTarget } from "../config/config.ts";
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
export async function readStatus(target: DatabaseTarget, packageRoot: string): Promise<MigrationStatus> {
  const folder = { migrationsDir: migrationsDir(packageRoot, target.kind) };
  if (target.kind === "postgres") {
    const { readMigrationStatus } = await import("../store/postgres/migrate.ts");
    return readMigrationStatus({ ...folder, url: target.url });
  }
  const { readMigrationStatus } = await import("../store/sqlite/migrate.ts");
  return readMigrationStatus({ ...folder, path: target.path });
}

/** Brings the database to migration `to`, or to the newest one. @throws AwarenessError, with nothing changed. */
export async function migrate(
  target: DatabaseTarget,
  { clock, log, packageRoot }: AppDeps,
  to: number | undefined,
): Promise<MigrationResult> {
  const common = {
    migrationsDir: migrationsDir(packageRoot, target.kind),
    clock,
    log,
    ...(to === undefined ? {} : { to }),
  };
  if (target.kind === "postgres") {
    const { migrateDatabase } = await import("../store/postgres/migrate.ts");
    return migrateDatabase({ ...common, url: target.url });
  }
  const { migrateDatabase } = await import("../store/sqlite/migrate.ts");
  return migrateDatabase({ ...common, path: target.path });
}
