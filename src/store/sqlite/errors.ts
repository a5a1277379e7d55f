import Database from "better-sqlite3";
import { AwarenessError } from "../../domain/errors.ts";

/** Short stable words in `details.reason` of every `unavailable` error of this store. */
export type UnavailableReason =
  | "storage_full"
  | "read_only"
  | "corrupt"
  | "locked"
  | "cannot_open"
  | "closed"
  | "foreign_file"
  | "network_filesystem"
  | "sqlite_version"
  | "sqlite_missing"
  | "newer_schema"
  | "pending_migrations"
  | "changed_migration"
  | "file_replaced";

interface UnavailableOptions {
  readonly retryable?: boolean;
  readonly cause?: unknown;
}

/** An `unavailable` error with its reason; not retryable unless said so. */
export function unavailable(
  reason: UnavailableReason,
  message: string,
  { retryable = false, cause }: UnavailableOptions = {},
): AwarenessError {
  return new AwarenessError("unavailable", message, {
    details: { reason },
    retryable,
    ...(cause === undefined ? {} : { cause }),
  });
}

/** True for SQLITE_BUSY and its extended codes: somebody else holds the lock, trying again may succeed. */
export function isBusy(error: unknown): boolean {
  return error instanceof Database.SqliteError && error.code.startsWith("SQLITE_BUSY");
}

/** True when the id of a row is taken (https://www.sqlite.org/rescode.html#constraint_primarykey). */
export function violatesPrimaryKey(error: unknown): boolean {
  return error instanceof Database.SqliteError && error.code === "SQLITE_CONSTRAINT_PRIMARYKEY";
}

/** What a caller is told when the database stayed locked for the whole time allowed. */
export function lockedError(cause?: unknown): AwarenessError {
  return unavailable("locked", "The database is locked by another program. Try again in a moment.", {
    retryable: true,
    cause,
  });
}

const CORRUPT = "The database file is damaged. Run `awareness doctor`; nothing was changed.";
const STORAGE = "Storage is full or failing; nothing was stored. Free some space, then try again.";
const READ_ONLY =
  "The database is read-only; nothing was stored. Give write permission to it and its folder.";
const CANNOT_OPEN =
  "The database file cannot be opened. Check that the folder exists and may be read and written.";

const MISSING =
  "SQLite is not built for this Node.js (%). Run `npm rebuild better-sqlite3` where awareness is installed, then try again.";

/** Driver errors by the SQLite result code they start with (https://www.sqlite.org/rescode.html). */
const MAPPED: readonly (readonly [string, UnavailableReason, string, boolean])[] = [
  ["SQLITE_FULL", "storage_full", STORAGE, true],
  ["SQLITE_IOERR_CORRUPTFS", "corrupt", CORRUPT, false],
  ["SQLITE_IOERR", "storage_full", STORAGE, true],
  ["SQLITE_READONLY", "read_only", READ_ONLY, false],
  ["SQLITE_PERM", "read_only", READ_ONLY, false],
  ["SQLITE_CORRUPT", "corrupt", CORRUPT, false],
  ["SQLITE_NOTADB", "corrupt", CORRUPT, false],
  ["SQLITE_CANTOPEN", "cannot_open", CANNOT_OPEN, true],
];

/** Turns a driver error into the `AwarenessError` a caller may see; everything else is handed back as it is. */
export function toStoreError(error: unknown): unknown {
  if (isDriverMissing(error)) {
    const engine = `${process.version}, ${process.platform}-${process.arch}`;
    return unavailable("sqlite_missing", MISSING.replace("%", engine), { cause: error });
  }
  if (!(error instanceof Database.SqliteError)) return error;
  if (isBusy(error)) return lockedError(error);
  if (error.code === "SQLITE_CONSTRAINT_UNIQUE" && error.message.includes("entries.logical_key")) {
    return new AwarenessError(
      "conflict",
      "A live entry with this source and logical key exists. Update that one, or use another key.",
      { details: { param: "logical_key" }, cause: error },
    );
  }
  if (error.code === "SQLITE_CONSTRAINT_UNIQUE" && error.message.includes("entries_schema_name")) {
    return new AwarenessError(
      "schema_already_exists",
      "A live schema with this family and version exists. Schemas never change; register another version.",
      { details: { param: "version" }, cause: error },
    );
  }
  const mapped = MAPPED.find(([code]) => error.code.startsWith(code));
  if (mapped === undefined) return error;
  const [, reason, message, retryable] = mapped;
  return unavailable(reason, message, { retryable, cause: error });
}

/** The compiled part of the driver is not there, or is one of another Node.js: its messages name folders of this machine. */
function isDriverMissing(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const { code } = error as NodeJS.ErrnoException;
  return code === "ERR_DLOPEN_FAILED" || error.message.startsWith("Could not locate the bindings file");
}
