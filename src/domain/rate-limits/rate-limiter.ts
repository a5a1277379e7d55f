import { hash } from "node:crypto";
import type { Clock } from "../clock.ts";
import {
  type Allowance,
  type RateLimitStore,
  type Taken,
  type Taking,
  takeFrom,
} from "./rate-limit-store.ts";

/** Lets so many requests a minute through. */
export interface RateLimiter {
  /** Takes one request out of somebody's allowance; answers 0, or after how many ms there is one again. */
  take(who: string): number | Promise<number>;
}

export interface RateLimiterOptions {
  /** What is counted, such as `owner`: keeps the allowances of several limiters apart. */
  readonly kind: string;
  readonly store: Pick<RateLimitStore, "take">;
  readonly clock: Clock;
  /** Requests a minute, and at once. */
  readonly perMinute: number;
  /** Told when the database cannot be asked; until it can, every process counts for itself. */
  onError(error: unknown): void;
}

/** What a process knows of somebody's allowance. Times in ms since 1970. */
interface Lease {
  /** Requests fetched and not used yet. */
  left: number;
  /** When this was learnt; a clock that was set back makes it void. */
  since: number;
  /** Until then what was fetched may be used, or there is nothing to fetch. */
  until: number;
  refused: boolean;
  /** When this process's own count is whole, microseconds since 1970; for as long as there is no database. */
  wholeAt: number;
  asking: Promise<void> | undefined;
}

/** Requests that are fetched at once: about 3 s worth, so that a busy caller costs a query now and then. */
const LEASES_PER_MINUTE = 20;
const MOST_LEASED = 200;
const LEASE_MS = 3_000;
/** So many are remembered; one who is forgotten costs a query. */
const MOST_KNOWN = 10_000;
/** Every request waits for this, and there is another way to count: it must not use up the time in which a client expects its answer. */
const PATIENCE_MS = 400;
/** A database that did not answer is left alone for so long, ms: no request waits for it again meanwhile. */
const REST_MS = 3_000;

/**
 * An allowance for each caller, shared through the database: requests are fetched from it some at a time. A refusal is
 * remembered too, so that a flood costs no queries.
 */
export function createRateLimiter(options: RateLimiterOptions): RateLimiter {
  const { kind, store, clock, perMinute, onError } = options;
  const allowance: Allowance = { burst: perMinute, intervalUs: Math.floor(60_000_000 / perMinute) };
  const want = Math.min(Math.max(1, Math.floor(perMinute / LEASES_PER_MINUTE)), MOST_LEASED);
  const leases = new Map<string, Lease>();
  let restingSince: number | undefined;

  function rests(now: number): boolean {
    return restingSince !== undefined && now >= restingSince && now < restingSince + REST_MS;
  }

  function leaseOf(who: string): Lease {
    const known = leases.get(who);
    const lease = known ?? { left: 0, since: 0, until: 0, refused: false, wholeAt: 0, asking: undefined };
    if (known !== undefined) leases.delete(who);
    leases.set(who, lease);
    if (leases.size > MOST_KNOWN) {
      const oldest = leases.keys().next();
      if (oldest.done !== true) leases.delete(oldest.value);
    }
    return lease;
  }

  async function ask(who: string, lease: Lease): Promise<Taken> {
    // The database is told who it is about no more than it has to know.
    const name = `${kind}:${hash("sha256", who, "base64url")}`;
    const taking = { ...allowance, name, want, nowUs: clock.now() * 1000, patienceMs: PATIENCE_MS };
    if (rests(clock.now())) return takeOwn(lease, taking);
    try {
      return await store.take(taking);
    } catch (error) {
      restingSince = clock.now();
      onError(error);
      return takeOwn(lease, taking);
    }
  }

  async function fetchInto(who: string, lease: Lease): Promise<void> {
    const { granted, retryMs } = await ask(who, lease);
    lease.asking = undefined;
    lease.left = granted;
    lease.refused = granted === 0;
    lease.since = clock.now();
    lease.until = lease.since + (lease.refused ? retryMs : LEASE_MS);
  }

  async function takeFetched(who: string, lease: Lease): Promise<number> {
    let wait: number | undefined;
    while (wait === undefined) {
      lease.asking ??= fetchInto(who, lease);
      await lease.asking;
      wait = takeKnown(lease, clock.now());
    }
    return wait;
  }

  return {
    take(who) {
      const lease = leaseOf(who);
      return takeKnown(lease, clock.now()) ?? takeFetched(who, lease);
    },
  };
}

/** Takes out of this process's own count. */
function takeOwn(lease: Lease, taking: Taking): Taken {
  const own = takeFrom(lease.wholeAt, { ...taking, want: 1 });
  lease.wholeAt = own.wholeAt;
  return own;
}

/** Decides without the database; `undefined` where that is not possible. */
function takeKnown(lease: Lease, now: number): number | undefined {
  if (now < lease.since || now >= lease.until) return undefined;
  if (lease.refused) return lease.until - now;
  if (lease.left === 0) return undefined;
  lease.left -= 1;
  return 0;
}
