import type { Config, PostgresTarget, SqliteTarget } from "../../config/config.ts";
import type { Damage, Verification } from "../../store/shared/damage.ts";
import type { AppDeps } from "../deps.ts";
import { readStatus } from "../migrations.ts";

export type { Damage, Verification };

/**
 * Compares everything that is remembered, old versions and trash included, with the SHA-256 made when it was written.
 * Reads only; damage is told as it is found, so that memory does not grow with it. A database that is there and holds
 * nothing of ours is damaged: nobody can tell whether it ever held something.
 * @throws AwarenessError `unavailable` for a database that cannot be opened, is of a newer schema, or is lost but for its log.
 */
export async function verifyContent(
  { database }: Pick<Config, "database">,
  deps: AppDeps,
  onDamage: (damage: Damage) => void,
): Promise<Verification> {
  const { current } = await readStatus(database, deps.packageRoot);
  const target = { database, hasSchema: current > 0 };
  let damaged = 0;
  const found = (damage: Damage) => {
    damaged += 1;
    onDamage(damage);
  };
  const checked =
    database.kind === "postgres"
      ? await verifyServer({ ...target, database }, deps, found)
      : await verifyFile({ ...target, database }, found);
  return { checked: checked ?? 0, damaged, exists: checked !== undefined };
}

interface Target<Database> {
  readonly database: Database;
  /** Whether the database has a list of migrations. */
  readonly hasSchema: boolean;
}

const UNLISTED: Damage = {
  check: "schema",
  detail: "there is no list of the migrations that were applied",
};

/** `undefined` where there is no file. */
async function verifyFile(
  { database, hasSchema }: Target<SqliteTarget>,
  onDamage: (damage: Damage) => void,
): Promise<number | undefined> {
  const { verifySqlite } = await import("../../store/sqlite/verify.ts");
  const { fileSize, MEMORY } = await import("../../store/sqlite/file.ts");
  const size = database.path === MEMORY ? undefined : fileSize(database.path);
  if (size === undefined) return undefined;
  if (size === 0) {
    onDamage({ check: "file", detail: "is empty: whatever it held is lost" });
    return 0;
  }
  if (!hasSchema) onDamage(UNLISTED);
  return verifySqlite(database.path, onDamage);
}

/** `undefined` where there are no tables of ours. */
async function verifyServer(
  { database: { url }, hasSchema }: Target<PostgresTarget>,
  { log }: AppDeps,
  onDamage: (damage: Damage) => void,
): Promise<number | undefined> {
  const { hasContentTables, verifyPostgres } = await import("../../store/postgres/verify.ts");
  if (hasSchema) return verifyPostgres({ url, log }, onDamage);
  if (!(await hasContentTables(url))) return undefined;
  onDamage(UNLISTED);
  return 0;
}
