import { setTimeout as sleep } from "node:timers/promises";
import { type Standby, startStandby } from "../../test/helpers/postgres/standby.ts";
import { createOutageFault, type Outage } from "../outages.ts";
import type { PostgresRig, Work } from "../postgres-rig.ts";
import type { Random } from "../random.ts";

/** What the old server does at the end; `left` runs on, alone, with transactions that nobody will hear of. */
const ENDS = ["killed", "stopped", "left"] as const;
const LONGEST_WORK_MS = 1_000;

export const postgresFailover = createOutageFault({
  id: "F11",
  name: "postgres-failover",
  title:
    "Postgres fails, its synchronous standby is promoted and the line leads there, again and again: nothing is lost or doubled, and all works 5 s after the promotion",
  leastMs: 20_000,
  weight: 2,
  what: "failovers",
  least: 2,
  recoveryMs: 5_000,
  prepare: prepareFailovers,
});

function prepareFailovers({ cluster, line }: PostgresRig, work: Work, random: Random): Outage {
  const standbys: Standby[] = [];
  let primary = cluster;
  return {
    async happen() {
      const standby = await startStandby(primary);
      standbys.push(standby);
      await work.load.progress(2);
      await sleep(random.int(0, LONGEST_WORK_MS));
      const end = random.pick(ENDS);
      if (end !== "left") await primary.signal(end === "killed" ? "SIGKILL" : "SIGSTOP");
      await standby.promote();
      line.lead(standby.cluster);
      line.cut();
    },
    async after() {
      await primary.stop();
      primary = standbys.at(-1)?.cluster ?? cluster;
    },
    close: async () => void (await Promise.all(standbys.map((standby) => standby.cluster.stop()))),
  };
}
