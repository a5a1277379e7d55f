import type { Store } from "../../domain/store.ts";
import type { Logger } from "../../telemetry/logger.ts";
import { ANALYSER_VERSION } from "../../text/version.ts";
import { createJob, type Job } from "./job.ts";

const SOON_MS = 2_500;
const EVERY_MS = 15_000;

/** Brings search indexes up to date while there is much to do; searches find what is not in the index yet by themselves. */
export function createIndexJob(
  store: Pick<Store, "search" | "isSearchBehind">,
  log: Logger,
  firstAfterMs = SOON_MS,
): Job {
  return createJob({
    name: "index-entries",
    firstAfterMs,
    everyMs: EVERY_MS,
    log,
    async run(signal) {
      if (!(await store.isSearchBehind(ANALYSER_VERSION)) || signal.aborted) return;
      // While others write, there may be work for long. The closing of the store ends it.
      await orAborted(store.search.update({ all: false }), signal);
    },
  });
}

async function orAborted(work: Promise<void>, signal: AbortSignal): Promise<void> {
  let stop = () => {};
  const aborted = new Promise<void>((resolve) => {
    stop = resolve;
    signal.addEventListener("abort", stop, { once: true });
  });
  try {
    await Promise.race([work, aborted]);
  } finally {
    signal.removeEventListener("abort", stop);
  }
}
