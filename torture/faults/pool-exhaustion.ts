import { setTimeout as sleep } from "node:timers/promises";
import { askTool, type Caller, complaints, NOTE, type Reply, slowest } from "../ask.ts";
import type { Fault } from "../fault.ts";
import { ANSWER_MS, RECOVERY_MS, untilServed, withPostgres } from "../postgres-rig.ts";
import type { Random } from "../random.ts";
import { atLeast, atMost, inTime, none, shown } from "../rows.ts";

const CONNECTIONS = 5;
const CLIENTS = 500;
const OWNERS = 10;
/** Each way: a transaction then takes a connection for 300 ms or more. */
const DELAY_MS = 50;
const REFUSED_WITHIN_MS = 2_000;
/** The owner that is served most against the one that is served least. */
const UNFAIR = 4;
/** What clients wait after a refusal, at least and at most, ms. */
const REST_MS = [3_000, 9_000] as const;
/** The clients come within so long, ms. */
const ARRIVAL_MS = 5_000;

export const poolExhaustion: Fault = {
  id: "F13",
  name: "pool-exhaustion",
  title:
    "500 clients want five connections to a slow Postgres: the rest is refused within 2 s, every owner gets its share, and all works when it is fast again",
  leastMs: 15_000,
  weight: 1,
  run: ({ root, random, budgetMs }) => {
    const env = {
      AWARENESS_DATABASE_CONNECTIONS: String(CONNECTIONS),
      AWARENESS_MAX_CONCURRENT_PER_OWNER: String(CLIENTS),
    };
    return withPostgres(root, env, async ({ line, pulse, caller }) => {
      const owners: Caller[] = [];
      for (let owner = 0; owner < OWNERS; owner += 1) owners.push(await caller(`owner-${owner}`));
      await Promise.all(owners.map((one) => askTool(one, "remember", NOTE)));
      line.delayMs = DELAY_MS;
      const all = await askOn(owners, performance.now() + budgetMs, random);
      line.delayMs = 0;
      const recovery = await untilServed(random.pick(owners));
      const pulsed = await pulse.stop();
      const replies = all.flat();
      const refused = replies.filter(({ outcome }) => outcome === "refused");
      const served = all.map((mine) => mine.filter(({ outcome }) => outcome === "done").length);
      return {
        rows: [
          shown("requests", replies.length),
          atLeast("refused", refused.length, 1),
          none(
            "neither done nor refused",
            complaints(replies, ({ outcome }) => outcome !== "failed"),
          ),
          inTime("slowest refusal, ms", slowest(refused), REFUSED_WITHIN_MS),
          inTime("slowest answer, ms", slowest(replies), ANSWER_MS),
          pulsed,
          atLeast("served of the owner with the least", Math.min(...served), 1),
          atMost("most served against least", Math.max(...served) / Math.max(1, Math.min(...served)), UNFAIR),
          inTime("recovery when it is fast again, ms", recovery, RECOVERY_MS),
        ],
      };
    });
  },
};

/** All clients ask on until `endAt`; answers what each owner's heard. */
async function askOn(owners: readonly Caller[], endAt: number, random: Random): Promise<readonly Reply[][]> {
  const all: Reply[][] = owners.map(() => []);
  const client = async (index: number): Promise<void> => {
    const at = index % owners.length;
    await sleep(random.int(0, ARRIVAL_MS));
    while (performance.now() < endAt) {
      const tool = random.pick(["get_tags", "get_knowledge", "remember"]);
      const reply = await askTool(owners[at] as Caller, tool, tool === "remember" ? NOTE : {});
      all[at]?.push(reply);
      if (reply.outcome !== "done") await sleep(random.int(...REST_MS));
    }
  };
  await Promise.all(Array.from({ length: CLIENTS }, (_, index) => client(index)));
  return all;
}
