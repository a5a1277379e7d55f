import type { Clock } from "../../domain/clock.ts";
import type { RateLimitStore } from "../../domain/rate-limits/rate-limit-store.ts";
import { createRateLimiter } from "../../domain/rate-limits/rate-limiter.ts";
import { networkOf } from "../../http/client-address.ts";
import type { Logger } from "../../telemetry/logger.ts";

/** What strangers may cause of one network a minute: rows, signatures, and requests to other hosts. */
export interface RequestLimits {
  /** 0, or after how many ms there may be another request. */
  take(remoteAddress: string): Promise<number>;
  /** Whether a document that somebody names may be fetched now. */
  mayFetch(remoteAddress: string): Promise<boolean>;
}

/** A cloud that connects many people comes from few networks. */
const REQUESTS_PER_MINUTE = 300;
const FETCHES_PER_MINUTE = 30;

export interface RequestLimitsOptions {
  readonly store: Pick<RateLimitStore, "take">;
  readonly clock: Clock;
  readonly log: Logger;
}

export function createRequestLimits({ store, clock, log }: RequestLimitsOptions): RequestLimits {
  const onError = (error: unknown): void =>
    log.warn({ err: error }, "requests to the OAuth server are counted by this process alone for now");
  const limiter = (kind: string, perMinute: number) =>
    createRateLimiter({ kind, store, clock, perMinute, onError });
  const requests = limiter("oauth", REQUESTS_PER_MINUTE);
  const fetches = limiter("oauth-documents", FETCHES_PER_MINUTE);
  return {
    take: async (remoteAddress) => requests.take(networkOf(remoteAddress)),
    mayFetch: async (remoteAddress) => (await fetches.take(networkOf(remoteAddress))) === 0,
  };
}
