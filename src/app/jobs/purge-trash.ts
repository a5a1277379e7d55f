import { setImmediate as nextTurn } from "node:timers/promises";
import type { Clock } from "../../domain/clock.ts";
import { TRASH_RETENTION_MS, type TrashStore } from "../../domain/entries/trash-store.ts";
import type { Logger } from "../../telemetry/logger.ts";
import { createJob, type Job } from "./job.ts";

const BATCH = 100;
const HOUR_MS = 3_600_000;
/** Late enough to stay out of the way of the first answers. */
const FIRST_AFTER_MS = 2000;

/** Removes for good, soon after the start and then hourly, what has been in the trash for 30 days. */
export function createPurgeJob(trash: Pick<TrashStore, "purge">, clock: Clock, log: Logger): Job {
  return createJob({
    name: "purge-trash",
    firstAfterMs: FIRST_AFTER_MS,
    everyMs: HOUR_MS,
    log,
    async run(signal) {
      // As of one moment: what becomes old enough meanwhile is left to the next run.
      const before = clock.now() - TRASH_RETENTION_MS;
      let total = 0;
      let failure: unknown;
      try {
        for (let goesOn = true; goesOn && !signal.aborted; await nextTurn()) {
          const outcome = await trash.purge(before, BATCH);
          total += outcome.purged;
          failure ??= outcome.failure;
          goesOn = outcome.more;
        }
      } finally {
        if (total > 0) log.info({ purged: total }, "trash purged");
      }
      if (failure !== undefined) throw failure;
    },
  });
}
