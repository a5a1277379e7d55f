import Database from "better-sqlite3";
import { retryBusy } from "./busy.ts";
import { loadImage, requireOurs } from "./connection.ts";
import { toStoreError } from "./errors.ts";
import { fileSize, refuseLostMain } from "./file.ts";

/**
 * Opens an existing database to look at it, and leaves no trace. A database with a log is opened read-only, so that the
 * log stays; one without is opened normally but for queries only, because only such a connection takes the helper
 * files that SQLite makes away again. Without the right to make them, the file is read into memory.
 * @throws AwarenessError `unavailable`.
 */
export async function openForReading(path: string, busyTimeoutMs: number): Promise<Database.Database> {
  refuseLostMain(path);
  const hasLog = (fileSize(`${path}-wal`) ?? 0) > 0;
  const db = openQuietly(path, hasLog);
  try {
    if (db !== undefined) {
      await retryBusy(() => requireOurs(db), busyTimeoutMs);
      return db;
    }
  } catch (error) {
    db?.close();
    if (!needsImage(error)) throw toStoreError(error);
  }
  const image = loadImage(path);
  try {
    requireOurs(image);
    return image;
  } catch (error) {
    image.close();
    throw toStoreError(error);
  }
}

function openQuietly(path: string, readonly: boolean): Database.Database | undefined {
  try {
    const db = new Database(path, { readonly, fileMustExist: true, timeout: 0 });
    if (!readonly) db.pragma("query_only = ON");
    return db;
  } catch (error) {
    if (needsImage(error)) return undefined;
    throw toStoreError(error);
  }
}

function needsImage(error: unknown): boolean {
  const cause = error instanceof Error && error.cause !== undefined ? error.cause : error;
  if (!(cause instanceof Database.SqliteError)) return false;
  return cause.code === "SQLITE_READONLY_DIRECTORY" || cause.code.startsWith("SQLITE_CANTOPEN");
}
