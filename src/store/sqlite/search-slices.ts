import { setImmediate as nextTurn, setTimeout as sleep } from "node:timers/promises";
import type { Database } from "better-sqlite3";
import { retryBusy } from "./busy.ts";

/** Longest time that one transaction of the upkeep keeps other writers waiting, ms. */
const SLICE_MS = 8;
/**
 * How long the lock is left alone after a slice while others write, ms. Those that wait look for it every 1 to 26 ms
 * (`busyPause`): without a gap they would hardly ever find it free.
 */
const GAP_MS = 15;
/** After so many gaps in which nobody wrote, only every `LOOK_EVERY`th slice is followed by one. */
const QUIET_GAPS = 4;
const LOOK_EVERY = 10;

/** Runs writes in short transactions of their own, so that other writers and searches get their turns in between. */
export interface Slices {
  /** One transaction. */
  once<T>(work: () => T): Promise<T>;
  /** Calls `step` until it answers false, in as many transactions as that takes, each after `begin`. */
  repeat(step: () => boolean, begin?: () => void): Promise<void>;
}

export function createSlices(db: Database, busyTimeoutMs: number): Slices {
  const yieldTurn = createYield(db);
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
        if (more) await yieldTurn();
      }
    },
  };
}

/** Lets others have the lock between two slices, for as long as there are others that want it. */
function createYield(db: Database): () => Promise<void> {
  // Changes when another connection commits (https://www.sqlite.org/pragma.html#pragma_data_version).
  const version = db.prepare<[], number>("PRAGMA data_version").pluck();
  let quietGaps = 0;
  let slices = 0;
  return async () => {
    slices += 1;
    if (quietGaps >= QUIET_GAPS && slices % LOOK_EVERY !== 0) {
      await nextTurn();
      return;
    }
    const before = version.get();
    await sleep(GAP_MS);
    quietGaps = version.get() === before ? quietGaps + 1 : 0;
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
