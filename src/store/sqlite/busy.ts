import { setTimeout as sleep } from "node:timers/promises";
import { isBusy, lockedError, toStoreError } from "./errors.ts";

const LONGEST_PAUSE_MS = 25;

/**
 * How long to wait before the next attempt, ms. Random, because processes that wait equally long collide again; short,
 * because SQLite's own busy handler (which doubles to 100 ms and blocks the event loop) starves all but one writer.
 */
export function busyPause(attempt: number): number {
  return 1 + Math.random() * Math.min(LONGEST_PAUSE_MS, 2 ** Math.min(attempt, 10));
}

/**
 * Runs `work` until it is not refused because of somebody else's lock.
 * @throws AwarenessError `unavailable` (`locked`) after `timeoutMs`; other driver errors mapped.
 */
export async function retryBusy<T>(work: () => T, timeoutMs: number): Promise<T> {
  let deadline: number | undefined;
  for (let attempt = 0; ; attempt += 1) {
    try {
      return work();
    } catch (error) {
      if (!isBusy(error)) throw toStoreError(error);
      const now = performance.now();
      deadline ??= now + timeoutMs;
      if (now >= deadline) throw lockedError(error);
    }
    await sleep(busyPause(attempt));
  }
}
