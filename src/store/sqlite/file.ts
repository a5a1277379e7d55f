import { chmodSync, closeSync, mkdirSync, openSync, statfsSync, statSync } from "node:fs";
import { dirname } from "node:path";
import type { Logger } from "../../telemetry/logger.ts";
import { unavailable } from "./errors.ts";
import { classifyFilesystem } from "./filesystem.ts";

/** Path that stands for a database in memory, gone with its connection. */
export const MEMORY = ":memory:";

const FOLDER_MODE = 0o700;
const FILE_MODE = 0o600;

/**
 * Synchronous like the driver, and because loading `node:fs/promises` costs a stdio start more than the calls themselves.
 * Makes the folder and the file where they are missing, private from the first moment (SQLite gives its `-wal` and
 * `-shm` files the mode of the main one), and tightens a file that others may read.
 * @throws AwarenessError `unavailable` when the place cannot be used.
 */
export function prepareFile(path: string, log: Logger): void {
  makeFolder(dirname(path));
  refuseNetwork(dirname(path), log);
  refuseLostMain(path);
  const created = createFile(path);
  if (!created) tighten(path, log);
  if (!created) freeHelpers(path);
}

/** Size of a file in bytes, `undefined` when there is none. */
export function fileSize(path: string): number | undefined {
  try {
    return statSync(path).size;
  } catch (error) {
    if (codeOf(error) === "ENOENT" || codeOf(error) === "ENOTDIR") return undefined;
    throw cannotUse(error);
  }
}

/** Whether there is anything to open at `path`: a database, or the log of one that was lost. */
export function hasDatabase(path: string): boolean {
  return path !== MEMORY && [path, `${path}-wal`].some((file) => (fileSize(file) ?? 0) > 0);
}

/**
 * A log without its database means that the main file was moved, deleted or emptied; SQLite would start afresh and
 * throw the log away. The log is looked at first, because a starting process makes the main file before the log.
 * SQLite takes a file of a single byte for an empty one, and would write over it.
 */
export function refuseLostMain(path: string): void {
  const log = fileSize(`${path}-wal`) ?? 0;
  const main = fileSize(path) ?? 0;
  if (main === 1) {
    throw unavailable(
      "corrupt",
      "The file is not a database. Choose another path with AWARENESS_DATABASE_URL.",
    );
  }
  if (log === 0 || main > 0) return;
  throw unavailable(
    "corrupt",
    "The database file is missing or empty but its -wal file is there. Put the file back, or move the -wal file away; nothing was changed.",
  );
}

function makeFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true, mode: FOLDER_MODE });
  } catch (error) {
    throw cannotUse(error);
  }
}

function createFile(path: string): boolean {
  try {
    // Never opened when it exists: closing a descriptor drops every lock this process holds on the file (fcntl(2)).
    closeSync(openSync(path, "wx", FILE_MODE));
    return true;
  } catch (error) {
    if (codeOf(error) === "EEXIST") return false;
    throw cannotUse(error);
  }
}

function tighten(path: string, log: Logger): void {
  const { mode } = statSync(path);
  if ((mode & 0o077) === 0) return;
  try {
    chmodSync(path, FILE_MODE);
  } catch (error) {
    log.warn({ err: error }, "the database file can be read by other users and its mode cannot be changed");
  }
}

/**
 * SQLite gives its helper files the mode of the database. Those made while it was read-only stay so, and would go on to
 * refuse every write when it is not any more.
 */
function freeHelpers(path: string): void {
  const { mode } = statSync(path);
  if ((mode & 0o200) === 0) return;
  for (const helper of [`${path}-wal`, `${path}-shm`]) {
    try {
      if ((statSync(helper).mode & 0o200) === 0) chmodSync(helper, mode & 0o777);
    } catch {
      // There is none, or it is somebody else's: then a write says that the database is read-only.
    }
  }
}

function refuseNetwork(folder: string, log: Logger): void {
  const { type } = statfsSync(folder);
  const found = classifyFilesystem(type);
  if (found.kind === "network") {
    throw unavailable(
      "network_filesystem",
      `SQLite is not safe on a network file system (${found.name}). Choose a local folder with AWARENESS_DATABASE_URL.`,
    );
  }
  if (found.kind === "unknown") {
    log.warn({ filesystem: found.name }, "unknown file system: SQLite needs a local one with working locks");
  }
}

function cannotUse(error: unknown): Error {
  const message = FOLDER_PROBLEMS.get(codeOf(error) ?? "") ?? "it cannot be made or read";
  return unavailable(
    codeOf(error) === "ENOSPC" ? "storage_full" : "cannot_open",
    `The data folder cannot be used: ${message}. Set AWARENESS_DATA_DIR or AWARENESS_DATABASE_URL to a place you may write.`,
    { cause: error },
  );
}

const FOLDER_PROBLEMS = new Map([
  ["EACCES", "permission denied"],
  ["EPERM", "permission denied"],
  ["EROFS", "the file system is read-only"],
  ["ENOSPC", "the disk is full"],
  ["EEXIST", "a file is in its place"],
  ["ENOTDIR", "a file is in its place"],
  ["EISDIR", "a folder is in the place of the database file"],
]);

function codeOf(error: unknown): string | undefined {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : undefined;
}
