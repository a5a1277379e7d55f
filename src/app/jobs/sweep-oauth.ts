import type { Clock } from "../../domain/clock.ts";
import type { Store } from "../../domain/store.ts";
import type { Logger } from "../../telemetry/logger.ts";
import { createJob, type Job } from "./job.ts";

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

/** What is swept. */
export interface OAuthStores {
  readonly oauthRecords: Pick<Store["oauthRecords"], "sweep">;
  readonly links: Pick<Store["links"], "sweep">;
  readonly grants: Pick<Store["grants"], "sweep">;
  readonly clients: Pick<Store["clients"], "sweep">;
}

/**
 * Removes, every ten minutes, what an OAuth server no longer needs: expired sessions, requests, codes, refresh tokens and
 * links, grants that ended over a day ago, and clients that registered themselves over a day ago and nobody has let in.
 */
export function createSweepOAuthJob(stores: OAuthStores, clock: Clock, log: Logger): Job {
  return createJob({
    name: "sweep-oauth",
    firstAfterMs: 2 * MINUTE_MS,
    everyMs: 10 * MINUTE_MS,
    log,
    async run() {
      const now = clock.now();
      const records = await stores.oauthRecords.sweep(now);
      const links = await stores.links.sweep(now);
      const grants = await stores.grants.sweep(now - DAY_MS);
      const clients = await stores.clients.sweep(now - DAY_MS);
      if (records + links + grants + clients > 0)
        log.debug({ records, links, grants, clients }, "ended grants and what belongs to them removed");
    },
  });
}
