import { setTimeout as sleep } from "node:timers/promises";
import type { Fault } from "../fault.ts";
import { RECOVERY_MS, startWork, withPostgres } from "../postgres-rig.ts";
import { atLeast, inTime } from "../rows.ts";

const LEAST_RESTARTS = 3;
/** Of those that an operator or a crash brings; the first is the worst. */
const MODES = ["immediate", "immediate", "immediate", "fast", "killed"] as const;
const LONGEST_REST_MS = 1_500;

export const postgresRestarts: Fault = {
  id: "F10",
  name: "postgres-restarts",
  title:
    "Postgres ends as in a crash and starts again, over and over in the middle of requests: nothing is lost or doubled, and all works 2 s after it is up",
  leastMs: 12_000,
  weight: 3,
  run: ({ root, folder, random, budgetMs }) =>
    withPostgres(root, { AWARENESS_DATABASE_CONNECTIONS: "4" }, async (rig) => {
      const work = await startWork(rig, { folder, random });
      const recoveries: number[] = [];
      const endAt = performance.now() + budgetMs;
      while (recoveries.length < LEAST_RESTARTS || performance.now() < endAt) {
        await work.load.progress(1);
        await sleep(random.int(0, LONGEST_REST_MS));
        const mode = random.pick(MODES);
        if (mode === "killed") await rig.cluster.signal("SIGKILL");
        await rig.cluster.restart(mode === "killed" ? "fast" : mode);
        recoveries.push(await work.recovery());
      }
      const { account, rows } = await work.finish();
      return {
        account,
        rows: [
          atLeast("restarts of Postgres", recoveries.length, LEAST_RESTARTS),
          inTime("slowest recovery after Postgres is up, ms", Math.max(...recoveries), RECOVERY_MS),
          ...rows,
        ],
      };
    }),
};
