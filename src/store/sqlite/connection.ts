import { readFileSync } from "node:fs";
import Database from "better-sqlite3";
import type { Logger } from "../../telemetry/logger.ts";
import { retryBusy } from "./busy.ts";
import { toStoreError, unavailable } from "./errors.ts";
import { MEMORY } from "./file.ts";

/** `PRAGMA application_id` of our files, "AWRN"; the first migration sets it. */
export const APPLICATION_ID = 0x4157524e;

/** First version without the WAL-reset bug (https://www.sqlite.org/releaselog/3_51_3.html). */
const OLDEST_SQLITE = [3, 51, 3] as const;
const MEBIBYTE = 1024 * 1024;
const CACHE_KIB = 64 * 1024;

/** The part of the driver's options that callers may set. */
export interface ConnectionOptions {
  readonly path: string;
  readonly busyTimeoutMs: number;
  readonly log: Logger;
  /** Told every SQL text before it runs. */
  readonly onStatement?: ((sql: string) => void) | undefined;
}

/**
 * Opens the file for reading and writing, with our settings, after checking that it is ours or empty. A database in a
 * folder that cannot be written is opened as a read-only image in memory.
 * @throws AwarenessError `unavailable`.
 */
export async function connect(options: ConnectionOptions): Promise<Database.Database> {
  const db = openDriver(options.path, options.onStatement);
  try {
    const { busyTimeoutMs } = options;
    const readable = await retryBusy(() => isReadable(db), busyTimeoutMs);
    if (!readable) {
      db.close();
      return openImage(options.path, options.log);
    }
    await retryBusy(() => requireSqliteVersion(db), busyTimeoutMs);
    await retryBusy(() => requireOurs(db), busyTimeoutMs);
    await retryBusy(() => configure(db, options.path === MEMORY), busyTimeoutMs);
    return db;
  } catch (error) {
    if (db.open) db.close();
    throw toStoreError(error);
  }
}

/** `sqlite_version()` of the engine inside the driver. */
export function engineVersion(db: Database.Database): string {
  return db.prepare<[], string>("SELECT sqlite_version()").pluck().get() ?? "";
}

/** True from 3.51.3 on. */
export function isSafeEngine(version: string): boolean {
  const parts = version.split(".").map(Number);
  for (const [index, wanted] of OLDEST_SQLITE.entries()) {
    const found = parts[index] ?? 0;
    if (found !== wanted) return found > wanted;
  }
  return true;
}

/** @throws AwarenessError `unavailable` (`foreign_file`) for a database with content that is not ours. */
export function requireOurs(db: Database.Database): void {
  if (db.pragma("application_id", { simple: true }) === APPLICATION_ID) return;
  const objects = db.prepare<[], number>("SELECT count(*) FROM sqlite_schema").pluck().get();
  if (objects === 0) return;
  throw unavailable(
    "foreign_file",
    "This is a database of another program. Choose another file with AWARENESS_DATABASE_URL; nothing was changed.",
  );
}

function openDriver(path: string, onStatement: ConnectionOptions["onStatement"]): Database.Database {
  const verbose = onStatement && ((sql?: unknown) => onStatement(String(sql)));
  try {
    return new Database(path, { timeout: 0, ...(verbose ? { verbose } : {}) });
  } catch (error) {
    throw toStoreError(error);
  }
}

function requireSqliteVersion(db: Database.Database): void {
  const version = engineVersion(db);
  if (isSafeEngine(version)) return;
  throw unavailable(
    "sqlite_version",
    `SQLite ${version} can damage a database that several programs write. Reinstall awareness to get ${OLDEST_SQLITE.join(".")} or newer.`,
  );
}

function isReadable(db: Database.Database): boolean {
  try {
    db.pragma("schema_version");
    return true;
  } catch (error) {
    const code = error instanceof Database.SqliteError ? error.code : "";
    if (code === "SQLITE_READONLY_DIRECTORY" || code.startsWith("SQLITE_CANTOPEN")) return false;
    throw error;
  }
}

function configure(db: Database.Database, inMemory: boolean): void {
  const settings: readonly (readonly [string, string | number, string | number])[] = [
    ["journal_mode", "WAL", inMemory ? "memory" : "wal"],
    ["synchronous", "FULL", 2],
    ["foreign_keys", "ON", 1],
    ["mmap_size", 0, 0],
    ["cache_size", -CACHE_KIB, -CACHE_KIB],
    ["journal_size_limit", 64 * MEBIBYTE, 64 * MEBIBYTE],
    ["temp_store", "MEMORY", 2],
    ...(process.platform === "darwin" ? [["fullfsync", "ON", 1] as const] : []),
  ];
  for (const [name, value, expected] of settings) {
    db.pragma(`${name} = ${value}`);
    const found = db.pragma(name, { simple: true });
    // In memory there is no file to map, and SQLite answers nothing.
    if (found !== expected && !(inMemory && name === "mmap_size")) {
      throw new Error(`PRAGMA ${name} is ${String(found)}, not ${expected}`);
    }
  }
}

/** WAL mode needs to make files beside the database; without that right, only a copy can be read. */
function openImage(path: string, log: Logger): Database.Database {
  log.warn("the database folder cannot be written: serving a read-only copy, every write will fail");
  const db = loadImage(path);
  try {
    requireOurs(db);
    return db;
  } catch (error) {
    db.close();
    throw toStoreError(error);
  }
}

/** Reads a whole database file, whose log is empty, into memory. */
export function loadImage(path: string): Database.Database {
  let image: Buffer;
  try {
    image = readFileSync(path);
  } catch (error) {
    throw unavailable(
      "cannot_open",
      "The database file cannot be read. Give yourself permission to read it.",
      {
        cause: error,
      },
    );
  }
  // File format bytes 18 and 19: 2 asks for a WAL file, which an image has not (https://www.sqlite.org/fileformat2.html#vnums).
  if (image.length >= 100) image.fill(1, 18, 20);
  return new Database(image, { readonly: true, timeout: 0 });
}
