import { stat, statfs } from "node:fs/promises";
import { dirname } from "node:path";
import Database from "better-sqlite3";
import { AwarenessError } from "../../domain/errors.ts";
import { fail, type Inspection, pass, unfinishedCopy, warn } from "../shared/inspection.ts";
import { STATE_KEY } from "../shared/transfer-state.ts";
import { engineVersion, isSafeEngine } from "./connection.ts";
import { toStoreError } from "./errors.ts";
import { MEMORY } from "./file.ts";
import { classifyFilesystem } from "./filesystem.ts";
import { inspectSearchIndex } from "./inspect-search.ts";
import { inMegabytes, LARGE_LOG_BYTES, LARGE_LOG_REMEDY, logSize } from "./log-size.ts";
import { openForReading } from "./read-only.ts";

const BUSY_TIMEOUT_MS = 5_000;

/** Looks at the engine and at a database file, its folder and its content. Changes and makes nothing. */
export async function inspectSqlite(path: string): Promise<readonly Inspection[]> {
  const engine = inspectEngine();
  if (path === MEMORY) return [engine];
  const place = [await inspectFolder(dirname(path)), await inspectFilesystem(dirname(path))];
  const file = await inspectFile(path);
  if (file.status === "fail" || file.detail === MISSING) return [engine, ...place, file];
  return [engine, ...place, file, ...inspectLog(path), ...(await inspectContent(path))];
}

function inspectEngine(): Inspection {
  const version = findEngineVersion();
  return isSafeEngine(version)
    ? pass("sqlite", `SQLite ${version}`)
    : fail(
        "sqlite",
        `SQLite ${version} is older than 3.51.3`,
        "Reinstall awareness, or run npm rebuild better-sqlite3.",
      );
}

function findEngineVersion(): string {
  try {
    const db = new Database(MEMORY);
    const version = engineVersion(db);
    db.close();
    return version;
  } catch (error) {
    throw toStoreError(error);
  }
}

const MISSING = "not there yet; the first start makes it";

async function inspectFolder(folder: string): Promise<Inspection> {
  const found = await statOf(folder);
  if (found === undefined) return pass("folder", MISSING);
  if (found instanceof Error) return fail("folder", "cannot be looked at", PERMISSION_REMEDY);
  if (!found.isDirectory())
    return fail("folder", "a file is in its place", "Move the file, or set AWARENESS_DATA_DIR.");
  return inspectMode("folder", found.mode, "chmod 700");
}

async function inspectFile(path: string): Promise<Inspection> {
  const found = await statOf(path);
  if (found === undefined) return pass("file", MISSING);
  if (found instanceof Error) return fail("file", "cannot be looked at", PERMISSION_REMEDY);
  if (!found.isFile())
    return fail("file", "is not a regular file", "Set AWARENESS_DATABASE_URL to another path.");
  return inspectMode("file", found.mode, "chmod 600");
}

/** Told of only where it is too large. */
function inspectLog(path: string): readonly Inspection[] {
  const size = logSize(path);
  return size > LARGE_LOG_BYTES
    ? [warn("log", `the -wal file has ${inMegabytes(size)}`, LARGE_LOG_REMEDY)]
    : [];
}

const PERMISSION_REMEDY = "Give yourself permission, or set AWARENESS_DATA_DIR to a folder you may use.";

function inspectMode(check: string, mode: number, command: string): Inspection {
  const octal = (mode & 0o777).toString(8).padStart(4, "0");
  if (process.platform === "win32" || (mode & 0o077) === 0) return pass(check, `mode ${octal}`);
  return warn(check, `mode ${octal}, others may use it`, `Run ${command} on it.`);
}

async function inspectFilesystem(folder: string): Promise<Inspection> {
  const existing = await nearestFolder(folder);
  const { kind, name } = classifyFilesystem((await statfs(existing)).type);
  if (kind === "local") return pass("filesystem", name);
  if (kind === "network") {
    return fail("filesystem", `${name} is a network file system`, "Move the database to a local disk.");
  }
  const remedy = "Make sure that it is a local disk with working file locks.";
  return warn("filesystem", `${name} is not known here`, remedy);
}

async function nearestFolder(folder: string): Promise<string> {
  const found = await statOf(folder);
  const parent = dirname(folder);
  return (found !== undefined && !(found instanceof Error)) || parent === folder
    ? folder
    : nearestFolder(parent);
}

async function statOf(path: string) {
  try {
    return await stat(path);
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
    return error instanceof Error ? error : new Error(String(error));
  }
}

async function inspectContent(path: string): Promise<readonly Inspection[]> {
  try {
    const db = await openForReading(path, BUSY_TIMEOUT_MS);
    try {
      return [
        attempt("readable", () => readsSchema(db)),
        attempt("integrity", () => isWhole(db)),
        attempt("references", () => hasNoStrays(db)),
        attempt("search_index", () => inspectSearchIndex(db)),
        ...(holdsUnfinishedCopy(db) ? [unfinishedCopy()] : []),
      ];
    } finally {
      db.close();
    }
  } catch (error) {
    return [unreadable("content", error)];
  }
}

/** A damaged page may stop one look and not the next one. */
function attempt(check: string, look: () => Inspection): Inspection {
  try {
    return look();
  } catch (error) {
    return unreadable(check, toStoreError(error));
  }
}

function unreadable(check: string, error: unknown): Inspection {
  const detail = error instanceof AwarenessError ? error.message : "cannot be read";
  return fail(check, detail, "Restore the file from a backup, or choose another one.");
}

function readsSchema(db: Database.Database): Inspection {
  const tables = db
    .prepare<[], number>("SELECT count(*) FROM sqlite_schema WHERE type = 'table'")
    .pluck()
    .get();
  return pass("readable", `${tables} tables`);
}

function isWhole(db: Database.Database): Inspection {
  const problems = db.prepare<[], string>("PRAGMA quick_check(5)").pluck().all();
  if (problems.length === 1 && problems[0] === "ok") return pass("integrity", "quick_check ok");
  return fail(
    "integrity",
    `${problems.length} or more damaged places`,
    "Stop all clients and restore a backup.",
  );
}

function hasNoStrays(db: Database.Database): Inspection {
  const strays = db.prepare("PRAGMA foreign_key_check").all().length;
  if (strays === 0) return pass("references", "foreign_key_check ok");
  return fail("references", `${strays} rows point nowhere`, "Stop all clients and restore a backup.");
}

/** A file that is damaged, or whose tables are not there, is told of by the other looks. */
function holdsUnfinishedCopy(db: Database.Database): boolean {
  try {
    return db.prepare("SELECT 1 FROM settings WHERE key = ?").get(STATE_KEY) !== undefined;
  } catch {
    return false;
  }
}
