import path from "node:path";
import Database from "better-sqlite3";
import { systemClock } from "../../src/domain/clock.ts";
import { parseOwner } from "../../src/domain/owner.ts";
import type { Caller, Services } from "../../src/domain/services.ts";
import { createMcpRuntime } from "../../src/mcp/runtime.ts";
import { migrateDatabase } from "../../src/store/sqlite/migrate.ts";
import { openSqliteStore } from "../../src/store/sqlite/open.ts";
import { createLogger } from "../../src/telemetry/logger.ts";
import { loadAnalyser } from "../../test/helpers/analyser.ts";
import { createCorpus } from "./corpus.ts";

/** File name of the database in a data folder. */
export const DATABASE = "awareness.db";

/** The owner of everything that is measured. */
export const OWNER = parseOwner("bench");

export const QUIET = createLogger("silent", { write: () => {} });

export const migrationsDir = (root: string): string => path.join(root, "migrations", "sqlite");

/** Makes an empty database of the newest schema. */
export async function makeDatabase(root: string, file: string): Promise<void> {
  await migrateDatabase({
    path: file,
    migrationsDir: migrationsDir(root),
    clock: systemClock,
    log: QUIET,
  });
}

export interface OpenServices {
  readonly services: Services;
  close(): Promise<void>;
}

/** The use cases' services on a database file, as every transport of the server has them. */
export async function openServices(root: string, file: string): Promise<OpenServices> {
  const options = { path: file, migrationsDir: migrationsDir(root), autoMigrate: true };
  const store = await openSqliteStore({ loadAnalyser, ...options, clock: systemClock, log: QUIET });
  const runtime = createMcpRuntime({ store, clock: systemClock, log: QUIET, version: "bench", toolsets: [] });
  return {
    services: runtime.services,
    async close() {
      await runtime.close();
      await store.close();
    },
  };
}

/** Ids of the owner's entries, taken at random. */
export function readIds(file: string, count: number): readonly string[] {
  const db = new Database(file, { readonly: true });
  const entries = db.prepare<[], number>("SELECT max(n) FROM entries").pluck().get() ?? 0;
  const find = db
    .prepare<[number, string], string>("SELECT id FROM entries WHERE n = ? AND owner_id = ?")
    .pluck();
  const corpus = createCorpus(3);
  const ids = Array.from({ length: count }, () => find.get(1 + corpus.below(entries), OWNER));
  db.close();
  return ids.filter((id) => id !== undefined);
}

/** Bytes of the database, whether they lie in the file or still in its log. */
export function pagesOf(file: string): number {
  const db = new Database(file, { readonly: true });
  const pages = db.pragma("page_count", { simple: true }) as number;
  const size = db.pragma("page_size", { simple: true }) as number;
  db.close();
  return pages * size;
}

export function callerOf(tool: string): Caller {
  return { owner: OWNER, author: { by: "bench", client: "bench", tool } };
}

/** A bare connection with the settings of the store that matter for speed and durability. */
export function openRaw(file: string): Database.Database {
  const db = new Database(file, { timeout: 0 });
  for (const setting of [
    "journal_mode = WAL",
    "synchronous = FULL",
    "foreign_keys = ON",
    "mmap_size = 0",
    "cache_size = -65536",
    "journal_size_limit = 67108864",
    "temp_store = MEMORY",
  ]) {
    db.pragma(setting);
  }
  return db;
}
