import type { Store } from "../../domain/store.ts";
import type { Logger } from "../../telemetry/logger.ts";
import { ANALYSER_VERSION } from "../../text/version.ts";
import { createJob, type Job } from "./job.ts";

const SOON_MS = 2_500;
const EVERY_MS = 15_000;

/** Brings search indexes up to date while there is much to do; searches find what is not in the index yet by themselves. */
export function createIndexJob(store: Pick<Store, "search" | "isSearchBehind">, log: Logger): Job {
  return createJob({
    name: "index-entries",
    firstAfterMs: SOON_MS,
    everyMs: EVERY_MS,
    log,
    async run() {
      if (await store.isSearchBehind(ANALYSER_VERSION)) await store.search.update({ all: false });
    },
  });
}
