import { setTimeout as sleep } from "node:timers/promises";
import { residentMegabytes } from "../../bench/harness/resident.ts";
import {
  askSession,
  askToOpen,
  askTool,
  type Caller,
  complaints,
  NOTE,
  openSession,
  type Reply,
  slowest,
} from "../ask.ts";
import type { Fault } from "../fault.ts";
import {
  ANSWER_MS,
  type PostgresRig,
  RECOVERY_MS,
  startWork,
  untilServed,
  withPostgres,
} from "../postgres-rig.ts";
import type { Random } from "../random.ts";
import { atLeast, inTime, none, shown } from "../rows.ts";

/** Each stands still for a while, and then its line swallows everything. */
const LEAST_HANGS = 2;
const OWNERS = 4;
const REQUESTS = { least: 60, most: 400 } as const;
const LONG_MS = 600_000;
/** Bursts while it hangs: the second comes when the first has taken every connection. */
const BURSTS = 2;
/** What went into the silence holds its connection until it is given up. */
const AFTER_SILENCE_MS = ANSWER_MS;
/** 10^6 bytes, from the first hang to the last. */
const GROWTH = 64;

export const postgresHangs: Fault = {
  id: "F12",
  name: "postgres-hangs",
  title:
    "Postgres stands still, or its line goes silent without a sign: every request is refused within 5 s, and all works when it goes on",
  leastMs: 20_000,
  weight: 3,
  run: ({ root, folder, random, budgetMs }) =>
    withPostgres(root, {}, async (rig) => {
      const work = await startWork(rig, { folder, random });
      const callers = await openCallers(rig);
      const count = Math.round(
        REQUESTS.least + (REQUESTS.most - REQUESTS.least) * Math.min(1, budgetMs / LONG_MS),
      );
      const replies: Reply[] = [];
      const recoveries: number[] = [];
      const echoes: number[] = [];
      const memory: number[] = [];
      const endAt = performance.now() + budgetMs;
      while (recoveries.length + echoes.length < LEAST_HANGS || performance.now() < endAt) {
        const silent = recoveries.length > echoes.length;
        if (silent) rig.line.blackhole(true);
        else await rig.cluster.signal("SIGSTOP");
        for (let burst = 0; burst < BURSTS; burst += 1)
          replies.push(...(await askAll(callers, count, random)));
        if (silent) {
          rig.line.blackhole(false);
          echoes.push(await untilServed(random.pick(callers)));
        } else {
          await rig.cluster.signal("SIGCONT");
          recoveries.push(await work.recovery());
        }
        await work.load.progress(1);
        memory.push(residentMegabytes(rig.nodes.pid(0)));
      }
      const { account, foreign, rows } = await work.finish();
      return {
        account,
        foreign,
        rows: [
          atLeast("times that Postgres stood still", recoveries.length, 1),
          atLeast("times that its line was silent", echoes.length, 1),
          shown("requests meanwhile", replies.length),
          none(
            "answered otherwise than refused",
            complaints(replies, ({ outcome }) => outcome === "refused"),
          ),
          inTime("slowest refusal, ms", slowest(replies), ANSWER_MS),
          inTime("slowest recovery after SIGCONT, ms", Math.max(...recoveries), RECOVERY_MS),
          inTime("slowest recovery after silence, ms", Math.max(...echoes), AFTER_SILENCE_MS),
          inTime("grown since the first, MB", (memory.at(-1) ?? 0) - (memory[0] ?? 0), GROWTH),
          ...rows,
        ],
      };
    }),
};

/** Of several owners, each with a session too. */
async function openCallers(rig: PostgresRig): Promise<readonly Caller[]> {
  const callers: Caller[] = [];
  for (let owner = 0; owner < OWNERS; owner += 1) {
    const caller = await rig.caller(`owner-${owner}`);
    callers.push(caller, { ...caller, session: await openSession(caller) });
  }
  return callers;
}

/** Reads, searches and writes of both eras at once; everything here needs the database. */
function askAll(callers: readonly Caller[], count: number, random: Random): Promise<readonly Reply[]> {
  const kinds = [
    (caller: Caller) => askTool(caller, "get_tags"),
    (caller: Caller) => askTool(caller, "search", { query: "words" }),
    (caller: Caller) => askTool(caller, "remember", NOTE),
    (caller: Caller) => (caller.session === undefined ? askToOpen(caller) : askSession(caller, "GET")),
  ];
  return Promise.all(
    Array.from({ length: count }, async () => {
      // Chosen before the wait, so that a seed repeats it whatever the order of the answers.
      const [waitMs, ask, caller] = [random.int(0, 500), random.pick(kinds), random.pick(callers)];
      await sleep(waitMs);
      return ask(caller);
    }),
  );
}
