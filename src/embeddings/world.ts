import { setTimeout as wait } from "node:timers/promises";
import { type Clock, systemClock } from "../domain/clock.ts";

/** What retries need of the world besides `fetch`. */
export interface World {
  readonly clock: Clock;
  /** Waits so many ms. @throws when the signal aborts. */
  sleep(ms: number, signal: AbortSignal | undefined): Promise<void>;
  /** A number from 0 to 1, without 1. */
  random(): number;
}

export const realWorld: World = {
  clock: systemClock,
  sleep: (ms, signal) => wait(ms, undefined, signal === undefined ? {} : { signal }),
  random: Math.random,
};
