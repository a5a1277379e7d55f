import type { Database, Statement } from "better-sqlite3";
import { isBusy } from "./errors.ts";
import type { RevCounter, Stamp } from "./rev-counter.ts";

/** What a write may use besides its own statements. */
export interface WriteTransaction {
  /** Number and time for `changes` consecutive changes. */
  stamp(changes?: number): Stamp;
  /** ms since 1970. */
  now(): number;
}

/** A write: synchronous, its result handed out after the commit. */
export type Write = (transaction: WriteTransaction) => unknown;

export type WriteOutcome = { readonly value: unknown } | { readonly error: unknown };

/** One transaction for many writes. */
export interface WriteBatch {
  /** Takes the write lock; false when somebody else has it. Other failures are thrown. */
  tryBegin(): boolean;
  /**
   * Runs writes until all are done or `MAX_BATCH_MS` is over, and commits: one outcome for each write that ran. When
   * the whole transaction fails, nothing of it stays and each of those writes fails with the same error.
   */
  run(writes: readonly Write[]): readonly WriteOutcome[];
}

/** Longest time that one transaction keeps the event loop, ms, apart from a single write that takes longer. */
const MAX_BATCH_MS = 20;

/** Stands for a write that has begun; it never leaves the batch. */
const NOT_FINISHED: WriteOutcome = { error: undefined };

/** `checkIdentity` throws when the database's names no longer lead to the open files. */
export function createWriteBatch(db: Database, counter: RevCounter, checkIdentity: () => void): WriteBatch {
  const prepare = (sql: string): Statement<[]> => db.prepare<[]>(sql);
  const begin = prepare("BEGIN IMMEDIATE");
  const commit = prepare("COMMIT");
  const rollback = prepare("ROLLBACK");
  const savepoint = prepare("SAVEPOINT request");
  const release = prepare("RELEASE request");
  const undo = prepare("ROLLBACK TO request");

  function runInSavepoint(write: Write): WriteOutcome {
    savepoint.run();
    try {
      const value = write(counter);
      release.run();
      return { value };
    } catch (error) {
      // Some failures (a full disk, for one) end the whole transaction: then nobody's work is there to keep.
      if (!db.inTransaction) throw error;
      undo.run();
      release.run();
      return { error };
    }
  }

  function runAll(writes: readonly Write[], outcomes: WriteOutcome[]): void {
    counter.load();
    const stopAt = performance.now() + MAX_BATCH_MS;
    const alone = writes.length === 1;
    for (const write of writes) {
      outcomes.push(NOT_FINISHED);
      outcomes[outcomes.length - 1] = alone ? { value: write(counter) } : runInSavepoint(write);
      if (performance.now() > stopAt) break;
    }
    counter.save();
    commit.run();
  }

  return {
    tryBegin() {
      checkIdentity();
      try {
        begin.run();
        return true;
      } catch (error) {
        if (isBusy(error)) return false;
        throw error;
      }
    },
    run(writes) {
      const outcomes: WriteOutcome[] = [];
      try {
        runAll(writes, outcomes);
        return outcomes;
      } catch (error) {
        if (db.inTransaction) rollback.run();
        return Array.from({ length: Math.max(1, outcomes.length) }, () => ({ error }));
      }
    },
  };
}
