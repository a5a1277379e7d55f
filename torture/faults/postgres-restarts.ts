import { setTimeout as sleep } from "node:timers/promises";
import { createOutageFault } from "../outages.ts";

/** Of those that an operator or a crash brings; the first is the worst. */
const MODES = ["immediate", "immediate", "immediate", "fast", "killed"] as const;
const LONGEST_REST_MS = 1_500;

export const postgresRestarts = createOutageFault({
  id: "F10",
  name: "postgres-restarts",
  title:
    "Postgres ends as in a crash and starts again, over and over in the middle of requests: nothing is lost or doubled, and all works 2 s after it is up",
  leastMs: 12_000,
  weight: 3,
  what: "restarts of Postgres",
  least: 3,
  prepare: ({ cluster }, work, random) => ({
    async happen() {
      await work.load.progress(1);
      await sleep(random.int(0, LONGEST_REST_MS));
      const mode = random.pick(MODES);
      if (mode === "killed") await cluster.signal("SIGKILL");
      await cluster.restart(mode === "killed" ? "fast" : mode);
    },
  }),
});
