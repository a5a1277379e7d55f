import type { Clock } from "../../domain/clock.ts";

/** How long an outcome is good for, ms. */
export interface RememberTimes {
  readonly success: number;
  readonly failure: number;
}

interface Outcome<Value> {
  readonly value: Promise<Value>;
  readonly since: number;
  until: number;
}

const MOST = 200;

/** Runs `load` for a key once in a while; whoever asks again meanwhile gets the same value, or the same failure. */
export function createRemembered<Value>(
  load: (key: string, signal: AbortSignal) => Promise<Value>,
  clock: Clock,
  times: RememberTimes,
): (key: string, signal: AbortSignal) => Promise<Value> {
  const outcomes = new Map<string, Outcome<Value>>();

  function begin(key: string, signal: AbortSignal): Outcome<Value> {
    const since = clock.now();
    const outcome = { value: load(key, signal), since, until: since + times.success };
    outcome.value.catch(() => {
      outcome.until = since + times.failure;
    });
    outcomes.delete(key);
    outcomes.set(key, outcome);
    const oldest = outcomes.keys().next();
    if (outcomes.size > MOST && oldest.done !== true) outcomes.delete(oldest.value);
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
