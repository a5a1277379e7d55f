import type { Clock } from "../../domain/clock.ts";
import type { SessionStore } from "../../domain/sessions/session-store.ts";
import type { Logger } from "../../telemetry/logger.ts";
import { createJob, type Job } from "./job.ts";

const MINUTE_MS = 60_000;

/** Removes the rows of ended sessions every minute. */
export function createSweepJob(sessions: Pick<SessionStore, "sweep">, clock: Clock, log: Logger): Job {
  return createJob({
    name: "sweep-sessions",
    firstAfterMs: MINUTE_MS,
    everyMs: MINUTE_MS,
    log,
    async run() {
      const swept = await sessions.sweep(clock.now());
      if (swept > 0) log.debug({ swept }, "sessions swept");
    },
  });
}
