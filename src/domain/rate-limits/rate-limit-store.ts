/**
 * How much somebody may do: at most `burst` requests at once, and one more every `intervalUs`. Kept as one number, the time
 * at which the allowance is whole again (generic cell rate algorithm, ITU-T I.371).
 */
export interface Allowance {
  /** Microseconds. */
  readonly intervalUs: number;
  /** Requests. */
  readonly burst: number;
}

export interface Taking extends Allowance {
  /** Whose allowance; holds nothing personal. */
  readonly name: string;
  /** Requests wanted, at least 1. */
  readonly want: number;
  /** Microseconds since 1970; the clocks of nodes that share a database agree to within a second or so. */
  readonly nowUs: number;
  /**
   * How long the caller waits for a database that others use, ms; 1,200 when left out, because who asks may do so twice and
   * has work of its own after that. A store in a file takes no less than it takes for other writes.
   */
  readonly patienceMs?: number;
}

export interface Taken {
  /** 0 to `want`. */
  readonly granted: number;
  /** Without any granted: after so many ms there is one. */
  readonly retryMs: number;
}

/** Allowances shared by all nodes of a database. */
export interface RateLimitStore {
  /**
   * Takes up to `want` requests out of an allowance. Of nodes that ask at once none gets what another one got.
   * @throws AwarenessError `unavailable` when the database does not answer in time.
   */
  take(taking: Taking): Promise<Taken>;
  /** Removes the rows of allowances that are whole; answers how many. */
  sweep(nowUs: number): Promise<number>;
}

/** Takes from an allowance that is whole at `wholeAt` (0: it was never used); answers when it is whole after that. */
export function takeFrom(wholeAt: number, taking: Taking): Taken & { readonly wholeAt: number } {
  const { intervalUs, burst, want, nowUs } = taking;
  const longest = nowUs + burst * intervalUs;
  // A clock that was set back leaves times behind that are too far ahead: nobody waits for longer than for a whole allowance.
  const from = Math.min(Math.max(wholeAt, nowUs), longest);
  const granted = Math.min(want, Math.floor((longest - from) / intervalUs));
  if (granted > 0) return { granted, retryMs: 0, wholeAt: from + granted * intervalUs };
  return { granted: 0, retryMs: Math.ceil((from + intervalUs - longest) / 1000), wholeAt: from };
}
