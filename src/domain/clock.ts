/** Wall clock, injected so that tests and simulations can set the time. */
export interface Clock {
  /** Milliseconds since 1970-01-01T00:00:00Z. */
  now(): number;
}

export const systemClock: Clock = { now: () => Date.now() };

/** ISO 8601 in UTC with milliseconds, the only form in which times leave the server. */
export function toIso(ms: number): string {
  return new Date(ms).toISOString();
}
