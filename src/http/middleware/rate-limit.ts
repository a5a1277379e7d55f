import type { RateLimiter } from "../../domain/rate-limits/rate-limiter.ts";
import { networkOf } from "../client-address.ts";
import { HttpError, type Middleware } from "../exchange.ts";

/** Absent: no limit. */
export interface RateLimits {
  readonly perOwner?: RateLimiter | undefined;
  readonly perAddress?: RateLimiter | undefined;
}

/**
 * Counts the requests of authenticated callers: 429 with `Retry-After` over a limit. A bad token has been answered with 401
 * before and is not counted, so that nobody can use up the allowance of somebody else at the same address.
 */
export const rateLimit = ({ perOwner, perAddress }: RateLimits): Middleware =>
  async function rateLimit(exchange, next) {
    const { principal } = exchange;
    if (principal === undefined) return next();
    if (perOwner !== undefined) await obey(perOwner, principal.owner);
    if (perAddress !== undefined) await obey(perAddress, networkOf(exchange.remoteAddress));
    return next();
  };

async function obey(limiter: RateLimiter, who: string): Promise<void> {
  const wait = limiter.take(who);
  const waitMs = typeof wait === "number" ? wait : await wait;
  if (waitMs === 0) return;
  throw new HttpError(429, "Too many requests", { "retry-after": String(Math.ceil(waitMs / 1000)) });
}
