import type { Database } from "better-sqlite3";
import type { Clock } from "../../domain/clock.ts";
import { invalidParameter } from "../../domain/errors.ts";
import type { Logger } from "../../telemetry/logger.ts";
import { type Migration, readMigrations } from "../shared/migration-files.ts";
import { retryBusy } from "./busy.ts";
import { connect } from "./connection.ts";
import { fileSize, MEMORY, prepareFile, refuseLostMain } from "./file.ts";
import { changedMigrationError, newerSchemaError } from "./migration-errors.ts";
import { openForReading } from "./read-only.ts";

const HAS_MIGRATIONS = /* sql */ `
  SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name = 'migrations'`;

const LIST_APPLIED = /* sql */ `
  SELECT number, checksum FROM migrations ORDER BY number`;

const RECORD = /* sql */ `
  INSERT INTO migrations (number, name, checksum, applied_at) VALUES (?, ?, ?, ?)`;

const BUSY_TIMEOUT_MS = 30_000;

export interface MigrationStatus {
  /** Number of the newest applied migration; 0 for a new or missing database. */
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

/**
 * Looks only: a missing file counts as schema 0 and is not made.
 * @throws AwarenessError `unavailable` for a newer or altered schema, for a file that cannot be read, and for the log of one that is lost.
 */
export async function readMigrationStatus(options: {
  readonly path: string;
  readonly migrationsDir: string;
}): Promise<MigrationStatus> {
  const migrations = readMigrations(options.migrationsDir);
  if (options.path === MEMORY) return statusOf(0, migrations);
  refuseLostMain(options.path);
  if ((fileSize(options.path) ?? 0) === 0) return statusOf(0, migrations);
  const db = await openForReading(options.path, BUSY_TIMEOUT_MS);
  try {
    return statusOf(await retryBusy(() => currentSchema(db, migrations), BUSY_TIMEOUT_MS), migrations);
  } finally {
    db.close();
  }
}

/**
 * Brings a database file to the newest schema, or to schema `to`, making the file when it is missing.
 * @throws AwarenessError `invalid_parameter` for a `to` that does not exist or lies behind; `unavailable` otherwise.
 */
export async function migrateDatabase(options: {
  readonly path: string;
  readonly migrationsDir: string;
  readonly clock: Clock;
  readonly log: Logger;
  readonly to?: number;
  /** Told every SQL text before it runs. */
  readonly onStatement?: (sql: string) => void;
}): Promise<MigrationOutcome> {
  const migrations = readMigrations(options.migrationsDir);
  requireTarget(options.to, migrations);
  if (options.path !== MEMORY) prepareFile(options.path, options.log);
  const db = await connect({ ...options, busyTimeoutMs: BUSY_TIMEOUT_MS });
  try {
    return await migrateConnection(db, { ...options, migrations, busyTimeoutMs: BUSY_TIMEOUT_MS });
  } finally {
    db.close();
  }
}

/** What applying migrations needs. */
export interface MigrateConnectionOptions {
  readonly migrations: readonly Migration[];
  readonly clock: Clock;
  readonly log: Logger;
  readonly busyTimeoutMs: number;
  readonly to?: number;
}

/** Applies what is missing, each migration in a transaction of its own that checks again under the lock. */
export async function migrateConnection(
  db: Database,
  { migrations, clock, log, busyTimeoutMs, to = migrations.length }: MigrateConnectionOptions,
): Promise<MigrationOutcome> {
  const from = await retryBusy(() => currentSchema(db, migrations), busyTimeoutMs);
  if (to < from) throw invalidParameter("to", `The database has schema ${from}; going back is not possible.`);
  const applied: string[] = [];
  for (const migration of migrations.slice(from, to)) {
    const mine = await retryBusy(() => applyOne(db, migration, migrations, clock), busyTimeoutMs);
    if (!mine) continue;
    applied.push(migration.name);
    log.info({ migration: migration.name }, "migration applied");
  }
  return { from, to: Math.max(from, to), applied };
}

/**
 * Number of the newest applied migration.
 * @throws AwarenessError `unavailable` when the database is newer than `migrations` or one of them has changed.
 */
export function currentSchema(db: Database, migrations: readonly Migration[]): number {
  if (db.prepare<[], number>(HAS_MIGRATIONS).pluck().get() === 0) return 0;
  const applied = db.prepare<[], { readonly number: number; readonly checksum: string }>(LIST_APPLIED).all();
  const current = applied.at(-1)?.number ?? 0;
  if (current > migrations.length) throw newerSchemaError(current, migrations.length);
  for (const { number, checksum } of applied) {
    if (migrations[number - 1]?.checksum !== checksum) throw changedMigrationError(number);
  }
  return current;
}

function applyOne(db: Database, migration: Migration, all: readonly Migration[], clock: Clock): boolean {
  db.exec("BEGIN IMMEDIATE");
  try {
    const needed = currentSchema(db, all) < migration.number;
    if (needed) {
      db.exec(migration.sql);
      db.prepare(RECORD).run(migration.number, migration.name, migration.checksum, clock.now());
    }
    db.exec("COMMIT");
    return needed;
  } catch (error) {
    if (db.inTransaction) db.exec("ROLLBACK");
    throw error;
  }
}

function statusOf(current: number, migrations: readonly Migration[]): MigrationStatus {
  const pending = migrations.slice(current).map(({ name }) => name);
  return { current, newest: migrations.length, pending };
}

function requireTarget(to: number | undefined, migrations: readonly Migration[]): void {
  if (to === undefined || (Number.isInteger(to) && to >= 1 && to <= migrations.length)) return;
  throw invalidParameter("to", `There is no schema ${to}; the newest is ${migrations.length}.`);
}
