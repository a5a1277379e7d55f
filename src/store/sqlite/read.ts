import type { Database, Statement } from "better-sqlite3";
import { retryBusy } from "./busy.ts";
import { unavailable } from "./errors.ts";

/** Runs synchronous reads, again when a lock is in the way, and maps driver errors. */
export type Reader = <T>(work: () => T) => Promise<T>;

export function createReader(db: Database, busyTimeoutMs: number): Reader {
  return (work) =>
    retryBusy(() => {
      if (!db.open) throw unavailable("closed", "The store is closed; the server is stopping.");
      return work();
    }, busyTimeoutMs);
}

/** Runs several statements on one snapshot of the database; inside a write transaction, on that one. */
export type Snapshot = <T>(work: () => T) => T;

export function createSnapshot(db: Database): Snapshot {
  const begin = db.prepare("BEGIN");
  const commit = db.prepare("COMMIT");
  return (work) => {
    if (db.inTransaction) return work();
    begin.run();
    try {
      return work();
    } finally {
      commit.run();
    }
  };
}

const MAX_CACHED = 500;

/** Prepares statements whose text depends on a filter, once for each `shape`, by which texts can be told apart. */
export type StatementCache = (shape: string, build: () => string) => Statement<unknown[]>;

export function createStatementCache(db: Database): StatementCache {
  const cached = new Map<string, Statement<unknown[]>>();
  return (shape, build) => {
    const known = cached.get(shape);
    if (known !== undefined) return known;
    if (cached.size >= MAX_CACHED) cached.clear();
    const statement = db.prepare<unknown[]>(build());
    cached.set(shape, statement);
    return statement;
  };
}
