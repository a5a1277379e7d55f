import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setImmediate } from "node:timers/promises";
import type pg from "pg";
import type { Store } from "../../src/domain/store.ts";
import { assembleStore, openPostgresStore } from "../../src/store/postgres/open.ts";
import { createPool } from "../../src/store/postgres/pool.ts";
import { createTransactions } from "../../src/store/postgres/transactions.ts";
import { readMigrations } from "../../src/store/shared/migration-files.ts";
import { openSqliteStore } from "../../src/store/sqlite/open.ts";
import { createLogger } from "../../src/telemetry/logger.ts";
import { loadAnalyser } from "../helpers/analyser.ts";
import { atEndOfFile } from "../helpers/end-of-file.ts";
import { type FreshDatabase, POSTGRES_MIGRATIONS, takeDatabase } from "./postgres-backend.ts";

/** A clock that stands still until it is moved. */
export interface TestClock {
  now(): number;
  set(ms: number): void;
  advance(ms: number): void;
}

/** A store of its own for one test. */
export interface OpenedStore {
  readonly store: Store;
  readonly clock: TestClock;
  close(): Promise<void>;
}

/** Opens an empty store. */
export type Open = () => Promise<OpenedStore>;

export interface Backend {
  readonly name: string;
  readonly open: Open;
}

export const MIGRATIONS = join(import.meta.dirname, "../../migrations/sqlite");

/** 2026-03-01T12:00:00Z, a time far from every edge. */
export const START = Date.UTC(2026, 2, 1, 12);

export const silent = createLogger("silent", process.stderr);

export function createTestClock(start = START): TestClock {
  let time = start;
  return {
    now: () => time,
    set: (ms) => {
      time = ms;
    },
    advance: (ms) => {
      time += ms;
    },
  };
}

async function openSqlite(path: string, cleanUp: () => Promise<void>): Promise<OpenedStore> {
  const clock = createTestClock();
  const store = await openSqliteStore({
    loadAnalyser,
    path,
    migrationsDir: MIGRATIONS,
    autoMigrate: true,
    clock,
    log: silent,
  });
  return {
    store,
    clock,
    async close() {
      await store.close();
      await cleanUp();
    },
  };
}

/** Opens a database that `takeDatabase` has made. */
export async function openPostgres(url: string, clock: TestClock, connections = 8): Promise<Store> {
  return openPostgresStore({
    loadAnalyser,
    url,
    migrationsDir: POSTGRES_MIGRATIONS,
    autoMigrate: false,
    strict: false,
    connections,
    clock,
    log: silent,
  });
}

/** A Postgres database of its own, by a role that row-level security binds. */
export const onPostgres: Open = async () => {
  const clock = createTestClock();
  const database = await takeDatabase();
  const store = await openOn(database, clock);
  return {
    store,
    clock,
    async close() {
      await store.close();
      await database.giveBack();
    },
  };
};

/** Connections to the databases that a store has been opened on, kept from one test to the next. */
const pools = new WeakMap<FreshDatabase, pg.Pool>();

/** The first store on a database looks at it; later ones begin as new too, but on connections that are there. */
async function openOn(database: FreshDatabase, clock: TestClock): Promise<Store> {
  const { url } = database;
  const pool = pools.get(database);
  if (pool === undefined) {
    const made = createPool({ url, log: silent, max: 8 });
    pools.set(database, made);
    atEndOfFile(() => void made.end());
    return openPostgres(url, clock);
  }
  const end = async () => {
    while (pool.idleCount < pool.totalCount) await setImmediate();
  };
  const kept = { connect: () => pool.connect(), end } as unknown as pg.Pool;
  const migrations = readMigrations(POSTGRES_MIGRATIONS);
  const options = { url, clock, log: silent, loadAnalyser };
  return assembleStore(createTransactions(kept, clock), migrations, options);
}

/** For tests of what is the same on every engine. */
export const inMemory: Open = () => openSqlite(":memory:", async () => {});

export const SQLITE_FILE: Backend = {
  name: "SQLite file",
  async open() {
    const folder = await mkdtemp(join(tmpdir(), "awareness-contract-"));
    return openSqlite(join(folder, "store.db"), () => rm(folder, { recursive: true }));
  },
};

export const SQLITE_MEMORY: Backend = { name: "SQLite in memory", open: inMemory };

export const POSTGRES: Backend = { name: "Postgres", open: onPostgres };

/** Every engine that must behave the same. */
export const BACKENDS: readonly Backend[] = [SQLITE_FILE, SQLITE_MEMORY, POSTGRES];
