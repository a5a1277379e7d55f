import { chmod, mkdir, open, stat, statfs } from "node:fs/promises";
import { dirname } from "node:path";
import type { Logger } from "../../telemetry/logger.ts";
import { unavailable } from "./errors.ts";
import { classifyFilesystem } from "./filesystem.ts";

/** Path that stands for a database in memory, gone with its connection. */
export const MEMORY = ":memory:";

const FOLDER_MODE = 0o700;
const FILE_MODE = 0o600;

/**
 * Makes the folder and the file where they are missing, private from the first moment (SQLite gives its `-wal` and
 * `-shm` files the mode of the main one), and tightens a file that others may read.
 * @throws AwarenessError `unavailable` when the place cannot be used.
 */
export async function prepareFile(path: string, log: Logger): Promise<void> {
  await makeFolder(dirname(path));
  await refuseNetwork(dirname(path), log);
  await refuseLostMain(path);
  const created = await createFile(path);
  if (!created) await tighten(path, log);
}

/** Size of a file in bytes, `undefined` when there is none. */
export async function fileSize(path: string): Promise<number | undefined> {
  try {
    return (await stat(path)).size;
  } catch (error) {
    if (codeOf(error) === "ENOENT" || codeOf(error) === "ENOTDIR") return undefined;
    throw cannotUse(error);
  }
}

/**
 * A log without its database means that the main file was moved, deleted or emptied; SQLite would start afresh and
 * throw the log away. The log is looked at first, because a starting process makes the main file before the log.
 * SQLite takes a file of a single byte for an empty one, and would write over it.
 */
export async function refuseLostMain(path: string): Promise<void> {
  const log = (await fileSize(`${path}-wal`)) ?? 0;
  const main = (await fileSize(path)) ?? 0;
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

async function makeFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true, mode: FOLDER_MODE });
  } catch (error) {
    throw cannotUse(error);
  }
}

async function createFile(path: string): Promise<boolean> {
  try {
    // Never opened when it exists: closing a descriptor drops every lock this process holds on the file (fcntl(2)).
    const file = await open(path, "wx", FILE_MODE);
    await file.close();
    return true;
  } catch (error) {
    if (codeOf(error) === "EEXIST") return false;
    throw cannotUse(error);
  }
}

async function tighten(path: string, log: Logger): Promise<void> {
  const { mode } = await stat(path);
  if ((mode & 0o077) === 0) return;
  try {
    await chmod(path, FILE_MODE);
  } catch (error) {
    log.warn({ err: error }, "the database file can be read by other users and its mode cannot be changed");
  }
}

async function refuseNetwork(folder: string, log: Logger): Promise<void> {
  const { type } = await statfs(folder);
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
