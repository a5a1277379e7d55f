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
