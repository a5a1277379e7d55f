import Database from "better-sqlite3";
import { AwarenessError } from "../../domain/errors.ts";
import { retryBusy } from "./busy.ts";
import { requireOurs } from "./connection.ts";
import { toStoreError } from "./errors.ts";

/** Servers take turns with this, and their long reads and writes end within seconds. */
const PATIENCE_MS = 60_000;

/**
 * Makes deleted content unreadable in the file and its log: the database is rewritten without its free pages, and the log
 * emptied. Other processes may work on it; those that write wait meanwhile.
 * @throws AwarenessError `unavailable`: there is too little room, or somebody does not let go; nothing is lost then.
 */
export async function eraseFreePages(path: string): Promise<void> {
  const db = new Database(path, { fileMustExist: true, timeout: 0 });
  try {
    requireOurs(db);
    db.pragma("synchronous = FULL");
    await retryBusy(() => db.exec("VACUUM"), PATIENCE_MS);
    await retryBusy(() => emptyLog(db), PATIENCE_MS);
  } catch (error) {
    throw unfinished(toStoreError(error));
  } finally {
    db.close();
  }
}

function emptyLog(db: Database.Database): void {
  const [state] = db.pragma("wal_checkpoint(TRUNCATE)") as readonly { readonly busy: number }[];
  if (state?.busy === 1) throw new Database.SqliteError("a reader uses the log", "SQLITE_BUSY");
}

function unfinished(error: unknown): unknown {
  if (!(error instanceof AwarenessError)) return error;
  const message = `Every row is deleted, but the file could not be rewritten without them: ${error.message} Run the same command again.`;
  return new AwarenessError(error.code, message, { details: error.details, retryable: true, cause: error });
}
