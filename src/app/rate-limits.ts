import { createRateLimiter, type RateLimiter } from "../domain/rate-limits/rate-limiter.ts";
import type { RateLimits } from "../http/middleware/rate-limit.ts";
import { createJob } from "./jobs/job.ts";
import type { ServiceParts } from "./service-parts.ts";

const MINUTE_MS = 60_000;

/** The configured limits on requests, and the job that keeps their table small; nothing where there are none. */
export function startRateLimits({ config, deps, store, closing }: ServiceParts): RateLimits {
  const { clock, log } = deps;
  const { rateLimitPerOwner, rateLimitPerAddress, oauthServer } = config;
  if (rateLimitPerOwner === 0 && rateLimitPerAddress === 0 && oauthServer === undefined) return {};
  let warned = false;
  const limiter = (kind: string, perMinute: number): RateLimiter | undefined =>
    perMinute === 0
      ? undefined
      : createRateLimiter({
          kind,
          store: store.rateLimits,
          clock,
          perMinute,
          onError(error) {
            if (!warned) log.warn({ err: error }, "rate limits are counted by this process alone for now");
            warned = true;
          },
        });
  const sweep = createJob({
    name: "sweep-rate-limits",
    firstAfterMs: MINUTE_MS,
    everyMs: MINUTE_MS,
    log,
    async run() {
      await store.rateLimits.sweep(clock.now() * 1000);
      warned = false;
    },
  });
  sweep.start();
  closing.defer(() => sweep.stop());
  return {
    perOwner: limiter("owner", rateLimitPerOwner),
    perAddress: limiter("address", rateLimitPerAddress),
  };
}
