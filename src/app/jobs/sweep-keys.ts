import type { KeyStore } from "../../domain/accounts/signing-key.ts";
import type { Clock } from "../../domain/clock.ts";
import type { Logger } from "../../telemetry/logger.ts";
import { createJob, type Job } from "./job.ts";

const MINUTE_MS = 60_000;

/** Removes keys whose last token has ended, every hour. */
export function createSweepKeysJob(keys: Pick<KeyStore, "sweep">, clock: Clock, log: Logger): Job {
  return createJob({
    name: "sweep-keys",
    firstAfterMs: 5 * MINUTE_MS,
    everyMs: 60 * MINUTE_MS,
    log,
    async run() {
      const swept = await keys.sweep(clock.now());
      if (swept > 0) log.info({ swept }, "expired signing keys removed");
    },
  });
}
