import { open } from "node:fs/promises";
import Database from "better-sqlite3";
import { APPLICATION_ID } from "./connection.ts";
import { lockedError, toStoreError, unavailable } from "./errors.ts";
import { openForReading } from "./read-only.ts";

const BUSY_TIMEOUT_MS = 10_000;
/** Of one step of the copy: all there can be, because a step after a change by another process begins anew. */
const EVERY_PAGE = 0x7fff_ffff;

/**
 * Copies the file at `path`, whoever writes to it, into the empty or missing file `to` as it is at one moment, page by
 * page, and checks the copy as a whole. Blocks the process meanwhile.
 * @throws AwarenessError `unavailable`.
 */
export async function backUpSqlite(path: string, to: string): Promise<void> {
  const db = await openForReading(path, BUSY_TIMEOUT_MS);
  try {
    if (!isOurs(db)) throw unavailable("cannot_open", "The database is empty; there is nothing to back up.");
    await db.backup(to, { progress: () => EVERY_PAGE });
  } catch (error) {
    throw toStoreError(error);
  } finally {
    db.close();
  }
  requireWhole(to);
}

/** Of a database file (https://www.sqlite.org/fileformat2.html#the_database_header). */
const HEADER = { bytes: 100, magic: "SQLite format 3\0", applicationIdAt: 68 } as const;

/**
 * Whether the file at `path` is a database of ours, by its first bytes: to open it could leave files beside it. A file that
 * cannot be read is not.
 */
export async function isOurFile(path: string): Promise<boolean> {
  const header = Buffer.alloc(HEADER.bytes);
  try {
    const file = await open(path);
    await file.read(header, 0, header.length, 0).finally(() => file.close());
  } catch {
    return false;
  }
  const isDatabase = header.toString("latin1", 0, HEADER.magic.length) === HEADER.magic;
  return isDatabase && header.readUInt32BE(HEADER.applicationIdAt) === APPLICATION_ID;
}

function isOurs(db: Database.Database): boolean {
  return db.pragma("application_id", { simple: true }) === APPLICATION_ID;
}

function requireWhole(path: string): void {
  const copy = new Database(path);
  try {
    // As it is now the copy would leave helper files beside it, whoever opens it.
    copy.pragma("journal_mode = DELETE");
    if (copy.pragma("integrity_check(1)", { simple: true }) === "ok") {
      // A copy that could not begin because of a lock ends as an empty file, and not with an error.
      if (isOurs(copy)) return;
      throw lockedError();
    }
  } catch (error) {
    throw toStoreError(error);
  } finally {
    copy.close();
  }
  throw unavailable(
    "corrupt",
    "The database file is damaged, so is a copy. Run `awareness doctor`; nothing was changed.",
  );
}
