import type { Clock } from "../../domain/clock.ts";

/** How long an outcome is good for, ms. */
export interface RememberTimes {
  readonly success: number;
  readonly failure: number;
  /** How long the last success stands in for a failure that says nothing about the value. */
  readonly stale: number;
}

interface Outcome<Value> {
  readonly value: Promise<Value>;
  readonly since: number;
  until: number;
}

const MOST = 200;

/** Of what is remembered, how it is loaded, and for how long. */
export interface RememberOptions<Value> {
  /** Gets the value of a key anew; `signal` belongs to the first who asks. A failure is remembered too. */
  load(key: string, signal: AbortSignal): Promise<Value>;
  readonly clock: Clock;
  readonly times: RememberTimes;
  /** Whether a failure says nothing about the value: it could not be asked for. */
  isOutage(error: unknown): boolean;
}

/**
 * Runs `load` for a key once in a while; whoever asks again meanwhile gets the same value, or the same failure. Fails with what
 * `load` fails with, unless the last success stands in.
 */
export function createRemembered<Value>(
  options: RememberOptions<Value>,
): (key: string, signal: AbortSignal) => Promise<Value> {
  const { load, clock, times, isOutage } = options;
  const outcomes = new Map<string, Outcome<Value>>();
  const successes = new Map<string, { readonly value: Value; readonly at: number }>();

  async function loadOrKeep(key: string, signal: AbortSignal): Promise<Value> {
    const at = clock.now();
    try {
      const value = await load(key, signal);
      put(successes, key, { value, at });
      return value;
    } catch (error) {
      const last = successes.get(key);
      if (last !== undefined && isOutage(error) && at - last.at < times.stale) return last.value;
      successes.delete(key);
      throw error;
    }
  }

  function begin(key: string, signal: AbortSignal): Outcome<Value> {
    const since = clock.now();
    const outcome = { value: loadOrKeep(key, signal), since, until: since + times.success };
    outcome.value.catch(() => {
      outcome.until = since + times.failure;
    });
    put(outcomes, key, outcome);
    return outcome;
  }

  return (key, signal) => {
    const known = outcomes.get(key);
    const now = clock.now();
    // A clock that was set back must not stretch the time.
    const isGood = known !== undefined && now >= known.since && now < known.until;
    return (isGood ? known : begin(key, signal)).value;
  };
}

/** The newest so many are kept. */
function put<Item>(items: Map<string, Item>, key: string, item: Item): void {
  items.delete(key);
  items.set(key, item);
  const oldest = items.keys().next();
  if (items.size > MOST && oldest.done !== true) items.delete(oldest.value);
}
