import { fileSize } from "./file.ts";

/** Beyond this the write-ahead log of a database is larger than it should ever be: SQLite starts it over far below. Bytes. */
export const LARGE_LOG_BYTES = 64 * 1024 * 1024;

/** What holds a log back (https://www.sqlite.org/wal.html#avoiding_excessively_large_wal_files), for a person. */
export const LARGE_LOG_REMEDY =
  "Unless much was written at once, another program keeps reading the database in one transaction; end it (a database browser, a stopped backup).";

/** Bytes of the `-wal` file beside a database; 0 where there is none. */
export function logSize(path: string): number {
  return fileSize(`${path}-wal`) ?? 0;
}

/** Bytes in a form for people. */
export function inMegabytes(bytes: number): string {
  return `${Math.round(bytes / 1e6)} MB`;
}
