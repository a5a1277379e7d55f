import { setTimeout as sleep } from "node:timers/promises";
import type { Fault } from "../fault.ts";
import { RECOVERY_MS, startWork, withPostgres } from "../postgres-rig.ts";
import { atLeast, inTime } from "../rows.ts";

const LEAST_CUTS = 25;
/** A transaction takes a few. */
const LONGEST_REST_MS = 12;
/** Answers vanish for so long before the end: what was committed then, its client never hears of. */
const LONGEST_SILENCE_MS = 6;

export const postgresCuts: Fault = {
  id: "F32",
  name: "postgres-cuts",
  title:
    "all connections to Postgres are cut in the middle of transactions, with and without the answers of commits: nothing is lost or doubled",
  leastMs: 8_000,
  weight: 3,
  run: ({ root, folder, random, budgetMs }) =>
    withPostgres(root, { AWARENESS_DATABASE_CONNECTIONS: "4" }, async (rig) => {
      const work = await startWork(rig, { folder, random });
      const recoveries: number[] = [];
      const endAt = performance.now() + budgetMs;
      while (recoveries.length < LEAST_CUTS || performance.now() < endAt) {
        await sleep(random.int(0, LONGEST_REST_MS));
        if (random.next() < 0.5) {
          rig.line.blackhole(true);
          await sleep(random.int(0, LONGEST_SILENCE_MS));
        }
        rig.line.cut();
        rig.line.blackhole(false);
        recoveries.push(await work.recovery());
      }
      const { account, rows } = await work.finish();
      return {
        account,
        rows: [
          atLeast("cuts", recoveries.length, LEAST_CUTS),
          inTime("slowest recovery, ms", Math.max(...recoveries), RECOVERY_MS),
          ...rows,
        ],
      };
    }),
};
