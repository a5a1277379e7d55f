import { setTimeout as sleep } from "node:timers/promises";
import type { Clock } from "../domain/clock.ts";
import { AwarenessError } from "../domain/errors.ts";

/** A value that is kept elsewhere and read from there now and then, by one request at a time. */
export interface Refreshed<Value> {
  /**
   * At most `maxAgeMs` old. While it cannot be read the last known value stays in force, and requests hardly wait.
   * @throws AwarenessError `unavailable` when it could never be read so far.
   */
  get(): Promise<Value>;
  /** Read after this call, unless that was done in vain within the last `cooldownMs`. @throws as `get`. */
  again(): Promise<Value>;
}

export interface RefreshedOptions<Value> {
  /** Reads the value; answers `last` itself when nothing has changed. */
  load(last: Value | undefined): Promise<Value>;
  readonly clock: Clock;
  readonly maxAgeMs: number;
  readonly cooldownMs?: number;
}

/** What a request waits for a source that was away a moment ago, ms: long enough for one that is back. */
const GLANCE_MS = 100;

export function createRefreshed<Value>(options: RefreshedOptions<Value>): Refreshed<Value> {
  const { load, clock, maxAgeMs, cooldownMs = 0 } = options;
  let known: { readonly value: Value } | undefined;
  let triedAt = Number.NEGATIVE_INFINITY;
  let inVainAt = Number.NEGATIVE_INFINITY;
  let failed = false;
  /** What requests wait for. */
  let refreshing: Promise<void> | undefined;

  async function refresh(): Promise<void> {
    const now = clock.now();
    try {
      known = { value: await load(known?.value) };
      failed = false;
    } catch (error) {
      failed = true;
      if (known === undefined) throw cannotTell(error);
    } finally {
      triedAt = now;
      refreshing = undefined;
    }
  }

  function startRefresh(): Promise<void> {
    return failed && known !== undefined ? Promise.race([refresh(), sleep(GLANCE_MS)]) : refresh();
  }

  function isWithin(since: number, ms: number): boolean {
    const age = clock.now() - since;
    return age >= 0 && age < ms;
  }

  async function get(): Promise<Value> {
    if (known === undefined || !isWithin(triedAt, maxAgeMs)) {
      refreshing ??= startRefresh();
      await refreshing;
    }
    if (known === undefined) throw cannotTell(undefined);
    return known.value;
  }

  return {
    get,
    async again() {
      if (isWithin(inVainAt, cooldownMs)) return get();
      const before = known?.value;
      // What is under way may have read before the change that the caller knows of.
      await refreshing;
      refreshing ??= startRefresh();
      await refreshing;
      if (known?.value === before) inVainAt = clock.now();
      return get();
    },
  };
}

/** A value that does not change while the process runs. */
export function createFixed<Value>(value: Promise<Value>): Refreshed<Value> {
  return { get: () => value, again: () => value };
}

function cannotTell(cause: unknown): AwarenessError {
  return new AwarenessError("unavailable", "Tokens cannot be checked right now; try again in a moment.", {
    cause,
    retryable: true,
  });
}
