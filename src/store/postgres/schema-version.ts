import { isDeepStrictEqual } from "node:util";
import type { Migration } from "../shared/migration-files.ts";
import { changedMigrationError, foreignDatabaseError, newerSchemaError } from "./migration-errors.ts";

const HAS_MIGRATIONS = /* sql */ `
  SELECT array_agg(attname::text ORDER BY attnum) AS columns
    FROM pg_attribute
   WHERE attrelid = to_regclass('migrations') AND attnum > 0 AND NOT attisdropped`;

const COLUMNS = ["number", "name", "checksum", "serves", "applied_at"];

const LIST_APPLIED = /* sql */ `
  SELECT number, checksum, serves FROM migrations ORDER BY number`;

interface Applied {
  readonly number: number;
  readonly checksum: string;
  readonly serves: number;
}

/** Something that runs a text and answers rows. */
export interface Queryable {
  query(text: string): Promise<{ readonly rows: readonly unknown[] }>;
}

/**
 * Number of the newest applied migration, 0 for an empty database. A newer schema is fine as long as its migrations say
 * that programs of ours still work with it.
 * @throws AwarenessError `unavailable` when they do not, when a migration has changed, or when the tables are not ours.
 */
export async function readSchema(database: Queryable, migrations: readonly Migration[]): Promise<number> {
  const [found] = (await database.query(HAS_MIGRATIONS)).rows as { readonly columns: string[] | null }[];
  if (found === undefined || found.columns === null) return 0;
  if (!isDeepStrictEqual(found.columns, COLUMNS)) throw foreignDatabaseError();
  const applied = (await database.query(LIST_APPLIED)).rows as readonly Applied[];
  const current = applied.at(-1)?.number ?? 0;
  for (const { number, checksum, serves } of applied) {
    const known = migrations[number - 1];
    if (known === undefined && serves > migrations.length) throw newerSchemaError(current, migrations.length);
    if (known !== undefined && known.checksum !== checksum) throw changedMigrationError(number);
  }
  return current;
}
