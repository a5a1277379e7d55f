import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { residentMegabytes } from "../../bench/harness/resident.ts";
import { startDriver } from "../driver.ts";
import type { CallerWork } from "../drivers/caller.ts";
import type { SlowWork } from "../drivers/slow-sockets.ts";
import type { Fault } from "../fault.ts";
import { startHttp } from "../http-server.ts";
import { SIGNED } from "../requests.ts";
import { atLeast, inTime, same, shown, zero } from "../rows.ts";
import { openSockets, untilSockets, waitedForProcessor, watchServer } from "../server-watch.ts";
import { END, goodCalls, goodRows, planAttack, slowRows } from "../slow-plan.ts";

const SOCKETS = { least: 240, most: 2_000 } as const;
const SHORTEST_MS = 20_000;
const LONGEST_MS = 60_000;
/** Slow enough that the answers which the readers ask for are no load by themselves. */
const PER_SECOND = 200;
const CUT_WITHIN_MS = 20_000;
const GIVE_UP_MS = 40_000;
const GOOD_WITHIN_MS = 200;
/** Each of 40 readers may have an answer of some 9 MB waiting, once. */
const MOST_MEMORY_MB = 600;

export const slowLoris: Fault = {
  id: "F15",
  name: "slow-loris",
  title:
    "up to 2,000 sockets send headers or bodies, or read answers, a byte a second: all are cut, and good requests do not notice",
  essential: true,
  leastMs: SHORTEST_MS,
  weight: 1,
  async run({ root, folder, budgetMs }) {
    const grown = Math.min(1, (budgetMs - SHORTEST_MS) / (LONGEST_MS - SHORTEST_MS));
    const count = Math.round(SOCKETS.least + (SOCKETS.most - SOCKETS.least) * grown);
    const server = await startHttp({ dataDir: join(folder, "data"), root, env: SIGNED });
    const attacker = await startDriver<SlowWork>("slow-sockets", folder);
    const good = await startDriver<CallerWork>("caller", folder);
    const { port, pid } = server;
    try {
      const groups = await planAttack(port, count);
      await good.ask("start", await goodCalls(port));
      await sleep(1_000);
      const [atRest, memory] = [openSockets(pid), residentMegabytes(pid)];
      const watch = watchServer(pid);
      const [waited, began] = [waitedForProcessor(pid), performance.now()];
      const results = await attacker.ask("attack", {
        port,
        groups,
        perSecond: PER_SECOND,
        limitMs: GIVE_UP_MS,
      });
      // Those that read do not hear that they are cut before they have read what the system holds for them.
      const senders = Math.max(...results.map(({ lastOpenedMs }) => lastOpenedMs));
      const more = await untilSockets(pid, atRest + 1, GIVE_UP_MS);
      watch.stop();
      const waitedShare = ((waitedForProcessor(pid) - waited) * 100_000) / (performance.now() - began);
      const calls = await good.ask("stop", {});
      const readers = await attacker.ask("drain", { end: END });
      return {
        rows: [
          ...results.filter(({ slow }) => slow === "sending").flatMap((one) => slowRows(one, CUT_WITHIN_MS)),
          shown("readers: sockets", readers.cut + readers.whole),
          zero("readers: got all", readers.whole),
          inTime("all cut, s after the last was opened", (senders + more) / 1000, CUT_WITHIN_MS / 1000),
          atLeast("most sockets at once", watch.sockets(), count * 0.9),
          ...goodRows(calls, GOOD_WITHIN_MS),
          // On a machine that is busy otherwise, what is late is not the server.
          shown("time that the server waited for a processor, %", waitedShare),
          shown("memory before, MB", memory),
          inTime("memory at most, MB", watch.memory(), MOST_MEMORY_MB),
          same("exit code", await server.kill("SIGTERM"), 0),
        ],
      };
    } finally {
      await Promise.all([attacker.close(), good.close(), server.kill("SIGKILL")]);
    }
  },
};
