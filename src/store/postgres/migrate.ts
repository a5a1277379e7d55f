import pg from "pg";
import type { Clock } from "../../domain/clock.ts";
import { invalidParameter } from "../../domain/errors.ts";
import type { Logger } from "../../telemetry/logger.ts";
import { type Migration, readMigrations } from "../shared/migration-files.ts";
import { toStoreError } from "./errors.ts";
import { makeVectorTables } from "./make-vector-tables.ts";
import { foreignDatabaseError, mayNotMigrateError } from "./migration-errors.ts";
import { connectOnce } from "./once.ts";
import { readSchema } from "./schema-version.ts";

const RECORD = /* sql */ `
  INSERT INTO migrations (number, name, checksum, serves, applied_at) VALUES ($1, $2, $3, $4, $5)`;

/** One lock for all programs of this kind in a database, held until the end of the transaction. */
const LOCK = /* sql */ `
  SELECT pg_advisory_xact_lock(x'4157524e'::bigint)`;

/** Longest wait for another node that migrates, ms. */
const LOCK_TIMEOUT_MS = 120_000;

const ANY_TABLES = /* sql */ `
  SELECT to_regclass('entries') IS NOT NULL OR to_regclass('migrations') IS NOT NULL AS taken`;

export interface MigrationStatus {
  /** Number of the newest applied migration; 0 for an empty database. */
  readonly current: number;
  /** Number of the newest migration this program carries. */
  readonly newest: number;
  /** Names of those to apply, in order. */
  readonly pending: readonly string[];
}

export interface MigrationOutcome {
  readonly from: number;
  readonly to: number;
  /** Names of those this call applied, in order. */
  readonly applied: readonly string[];
}

/** Looks only. @throws AwarenessError `unavailable` for a newer or altered schema, or when the server cannot be reached. */
export async function readMigrationStatus(options: {
  readonly url: string;
  readonly migrationsDir: string;
}): Promise<MigrationStatus> {
  const migrations = readMigrations(options.migrationsDir);
  return connectOnce(options.url, async (client) => {
    const current = await readSchemaOf(client, migrations);
    return { current, newest: migrations.length, pending: migrations.slice(current).map(({ name }) => name) };
  });
}

export interface MigrateOptions {
  readonly url: string;
  readonly migrationsDir: string;
  readonly clock: Clock;
  readonly log: Logger;
  readonly to?: number;
}

/**
 * Brings a database to the newest schema, or to schema `to`. Each migration is a transaction of its own that holds a lock
 * and looks again: of many nodes that start at once, one applies it, and a killed one leaves the schema before it.
 * @throws AwarenessError `invalid_parameter` for a `to` that does not exist or lies behind; `unavailable` otherwise.
 */
export async function migrateDatabase({
  url,
  migrationsDir,
  clock,
  log,
  to,
}: MigrateOptions): Promise<MigrationOutcome> {
  const migrations = readMigrations(migrationsDir);
  if (to !== undefined && !(Number.isInteger(to) && to >= 1 && to <= migrations.length)) {
    throw invalidParameter("to", `There is no schema ${to}; the newest is ${migrations.length}.`);
  }
  const target = to ?? migrations.length;
  return connectOnce(url, async (client) => {
    const from = await readSchemaOf(client, migrations);
    if (target < from && to !== undefined) {
      throw invalidParameter("to", `The database has schema ${from}; going back is not possible.`);
    }
    const applied: string[] = [];
    for (const migration of migrations.slice(from, target)) {
      if (!(await applyOne(client, migration, migrations, clock))) continue;
      applied.push(migration.name);
      log.info({ migration: migration.name }, "migration applied");
    }
    if (target === migrations.length) await makeVectorTables(client, log);
    return { from, to: Math.max(from, target), applied };
  });
}

async function applyOne(
  client: pg.Client,
  migration: Migration,
  all: readonly Migration[],
  clock: Clock,
): Promise<boolean> {
  await client.query("BEGIN ISOLATION LEVEL READ COMMITTED");
  try {
    await client.query(`SET LOCAL lock_timeout = ${LOCK_TIMEOUT_MS}`);
    await client.query(LOCK);
    const current = await readSchema(client, all);
    const needed = current < migration.number;
    if (needed) {
      if (current === 0 && (await client.query<{ taken: boolean }>(ANY_TABLES)).rows[0]?.taken === true) {
        throw foreignDatabaseError();
      }
      await client.query(migration.sql);
      const { number, name, checksum, serves } = migration;
      await client.query(RECORD, [number, name, checksum, serves, clock.now()]);
    }
    await client.query("COMMIT");
    return needed;
  } catch (error) {
    await client.query("ROLLBACK").catch(() => {});
    throw explain(error);
  }
}

/** A role that is no owner may make no tables in most schemas, nor look into those that are there. */
function explain(error: unknown): unknown {
  const lacksRights = error instanceof pg.DatabaseError && error.code === "42501";
  return lacksRights ? mayNotMigrateError(error) : toStoreError(error);
}

async function readSchemaOf(client: pg.Client, migrations: readonly Migration[]): Promise<number> {
  try {
    return await readSchema(client, migrations);
  } catch (error) {
    throw explain(error);
  }
}
