import type { Logger } from "../../telemetry/logger.ts";
import { createJob, type Job } from "./job.ts";

const EVERY_MS = 60_000;

/**
 * Looks once a minute how large the write-ahead log of an SQLite file has grown, and warns once each time it gets larger
 * than it should. Notes are kept all the same; what is in danger is the space on the disk.
 */
export function createWatchLogJob(path: string, log: Logger, everyMs = EVERY_MS): Job {
  let warned = false;
  return createJob({
    name: "watch-log",
    firstAfterMs: everyMs,
    everyMs,
    log,
    async run() {
      const { inMegabytes, LARGE_LOG_BYTES, LARGE_LOG_REMEDY, logSize } = await import(
        "../../store/sqlite/log-size.ts"
      );
      const size = logSize(path);
      const isLarge = size > LARGE_LOG_BYTES;
      if (isLarge && !warned) {
        log.warn({ bytes: size }, `the -wal file has grown to ${inMegabytes(size)}: ${LARGE_LOG_REMEDY}`);
      }
      warned = isLarge;
    },
  });
}
