import { setTimeout as sleep } from "node:timers/promises";
import { type Standby, startStandby } from "../../test/helpers/postgres/standby.ts";
import type { Fault } from "../fault.ts";
import { startWork, withPostgres } from "../postgres-rig.ts";
import { atLeast, inTime, shown } from "../rows.ts";

const LEAST_FAILOVERS = 2;
const RECOVERY_MS = 5_000;
/** What the old server does at the end; `left` runs on, alone, with transactions that nobody will hear of. */
const ENDS = ["killed", "stopped", "left"] as const;
const LONGEST_WORK_MS = 1_000;

export const postgresFailover: Fault = {
  id: "F11",
  name: "postgres-failover",
  title:
    "Postgres fails, its synchronous standby is promoted and the line leads there, again and again: nothing is lost or doubled, and all works 5 s after the promotion",
  leastMs: 20_000,
  weight: 2,
  run: ({ root, folder, random, budgetMs }) =>
    withPostgres(root, { AWARENESS_DATABASE_CONNECTIONS: "4" }, async (rig) => {
      const work = await startWork(rig, { folder, random });
      const recoveries: number[] = [];
      const standbys: Standby[] = [];
      const endAt = performance.now() + budgetMs;
      try {
        while (recoveries.length < LEAST_FAILOVERS || performance.now() < endAt) {
          const primary = standbys.at(-1)?.cluster ?? rig.cluster;
          const standby = await startStandby(primary);
          standbys.push(standby);
          await work.load.progress(2);
          await sleep(random.int(0, LONGEST_WORK_MS));
          const end = random.pick(ENDS);
          if (end !== "left") await primary.signal(end === "killed" ? "SIGKILL" : "SIGSTOP");
          await standby.promote();
          rig.line.lead(standby.cluster);
          rig.line.cut();
          recoveries.push(await work.recovery());
          await primary.stop();
        }
        const { account, rows } = await work.finish();
        return {
          account,
          rows: [
            atLeast("failovers", recoveries.length, LEAST_FAILOVERS),
            inTime("slowest recovery after the promotion, ms", Math.max(...recoveries), RECOVERY_MS),
            shown("calls that heard of it", work.load.failures.length),
            ...rows,
          ],
        };
      } finally {
        await work.load.stop().catch(() => {});
        await Promise.all(standbys.map(({ cluster }) => cluster.stop()));
      }
    }),
};
