import { setTimeout as sleep } from "node:timers/promises";
import { createOutageFault } from "../outages.ts";

/** A transaction takes a few. */
const LONGEST_REST_MS = 12;
/** Answers vanish for so long before the end: what was committed then, its client never hears of. */
const LONGEST_SILENCE_MS = 6;

export const postgresCuts = createOutageFault({
  id: "F32",
  name: "postgres-cuts",
  title:
    "all connections to Postgres are cut in the middle of transactions, with and without the answers of commits: nothing is lost or doubled",
  leastMs: 8_000,
  weight: 3,
  what: "cuts",
  least: 25,
  prepare: ({ line }, _work, random) => ({
    async happen() {
      await sleep(random.int(0, LONGEST_REST_MS));
      if (random.next() < 0.5) {
        line.blackhole(true);
        await sleep(random.int(0, LONGEST_SILENCE_MS));
      }
      line.cut();
      line.blackhole(false);
    },
  }),
});
