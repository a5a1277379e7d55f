import { setImmediate as nextTurn } from "node:timers/promises";
import type { Database } from "better-sqlite3";
import { retryBusy } from "./busy.ts";

/** Longest time that one transaction of the upkeep keeps other writers waiting, ms. */
const SLICE_MS = 8;

/** Runs writes in short transactions of their own, so that other writers and searches get their turns in between. */
export interface Slices {
  /** One transaction. */
  once<T>(work: () => T): Promise<T>;
  /** Calls `step` until it answers false, in as many transactions as that takes, each after `begin`. */
  repeat(step: () => boolean, begin?: () => void): Promise<void>;
}

export function createSlices(db: Database, busyTimeoutMs: number): Slices {
  const begin = db.prepare("BEGIN IMMEDIATE");
  const commit = db.prepare("COMMIT");
  const rollback = db.prepare("ROLLBACK");

  const once = <T>(work: () => T): Promise<T> =>
    retryBusy(() => {
      begin.run();
      try {
        const value = work();
        commit.run();
        return value;
      } catch (error) {
        if (db.inTransaction) rollback.run();
        throw error;
      }
    }, busyTimeoutMs);

  return {
    once,
    async repeat(step, begin = () => {}) {
      let more = true;
      while (more) {
        await once(() => {
          begin();
          const stopAt = performance.now() + SLICE_MS;
          while (more && performance.now() < stopAt) more = step();
        });
        await nextTurn();
      }
    },
  };
}

/**
 * The same slices, for work that must end when it is no longer this process's: `hold` runs first in every transaction,
 * and throws when it is lost.
 */
export function guardSlices(slices: Slices, hold: () => void): Slices {
  const held = <T>(work: () => T) => {
    hold();
    return work();
  };
  return {
    once: (work) => slices.once(() => held(work)),
    repeat: (step) => slices.repeat(step, hold),
  };
}
