import type { Store } from "../../domain/store.ts";
import type { Logger } from "../../telemetry/logger.ts";
import { ANALYSER_VERSION } from "../../text/version.ts";
import { createJob, type Job } from "./job.ts";

/** As many entries as a search reads by itself without being slowed down. */
const MANY_CHANGES = 128;
const SOON_MS = 2_500;
const EVERY_MS = 15_000;

/** Brings search indexes up to date while there is much to do; searches find what is not in the index yet by themselves. */
export function createIndexJob(store: Pick<Store, "search" | "searchLag">, log: Logger): Job {
  return createJob({
    name: "index-entries",
    firstAfterMs: SOON_MS,
    everyMs: EVERY_MS,
    log,
    async run() {
      const { changes, outdated } = await store.searchLag(ANALYSER_VERSION);
      if (changes >= MANY_CHANGES || outdated) await store.search.update({ all: false });
    },
  });
}
