import type { Clock } from "../clock.ts";
import { AwarenessError } from "../errors.ts";
import type { OwnerId } from "../owner.ts";

export interface AllowanceOptions {
  readonly clock: Clock;
  /** Time an owner may use at once, ms. */
  readonly burstMs?: number;
  /** Share of the time that comes back as time passes. */
  readonly refill?: number;
  /** Time of each task that is not counted, ms; what any call costs. */
  readonly freeMs?: number;
}

/** Keeps one owner's slow schemas from taking the processor away from everybody else. */
export interface TimeAllowance {
  /** @throws AwarenessError `unavailable`, retryable, while the owner has used up its time. */
  require(owner: OwnerId): void;
  /** Counts the time a task took. */
  spend(owner: OwnerId, ms: number): void;
}

interface Used {
  readonly ms: number;
  readonly at: number;
}

const MANY_OWNERS = 1_000;

/** A leaky bucket per owner, in memory: a node defends its own processor. */
export function createTimeAllowance(options: AllowanceOptions): TimeAllowance {
  const { clock, burstMs = 3_000, refill = 0.05, freeMs = 10 } = options;
  const used = new Map<OwnerId, Used>();

  function levelOf(owner: OwnerId, now: number): number {
    const last = used.get(owner);
    return last === undefined ? 0 : Math.max(0, last.ms - Math.max(0, now - last.at) * refill);
  }

  function forgetRested(now: number): void {
    for (const owner of used.keys()) if (levelOf(owner, now) === 0) used.delete(owner);
  }

  return {
    require(owner) {
      const excess = levelOf(owner, clock.now()) - burstMs;
      if (excess < 0) return;
      const seconds = Math.ceil((excess + 1) / refill / 1000);
      throw new AwarenessError(
        "unavailable",
        `Checking content against your schemas took too much time lately. Repeat in ${seconds} s, and simplify the slow schema.`,
        { retryable: true, details: { retry_after_seconds: seconds } },
      );
    },
    spend(owner, ms) {
      if (ms <= freeMs) return;
      const now = clock.now();
      if (used.size >= MANY_OWNERS) forgetRested(now);
      used.set(owner, { ms: levelOf(owner, now) + ms - freeMs, at: now });
    },
  };
}
