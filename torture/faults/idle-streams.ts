import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { residentMegabytes } from "../../bench/harness/resident.ts";
import { crowdTheDoor } from "../crowded-door.ts";
import { startDriver } from "../driver.ts";
import type { CallerWork, Calls } from "../drivers/caller.ts";
import type { Fault } from "../fault.ts";
import { type HttpServer, startHttp } from "../http-server.ts";
import { listenRequest, modernCall, SIGNED, signToken } from "../requests.ts";
import { atMost, inTime, none, same, shown } from "../rows.ts";
import { openSockets, untilSockets } from "../server-watch.ts";
import { type Crowd, STREAMS_PER_OWNER, sessionStreams, startCrowd, subscriptions } from "../stream-crowd.ts";
import type { Row } from "../verdict.ts";

const STREAMS = { least: 600, most: 10_000 } as const;
const SHORTEST_MS = 12_000;
const LONGEST_MS = 120_000;
/** Streams of 2025-era sessions beside them; each holds an SDK server. */
const SESSIONS = 50;
const MOST_MEGABYTES = 250;
/** Slowest hundredth of the calls beside the streams, against that of a server without any. */
const MOST_SLOWER = 2;

export const idleStreams: Fault = {
  id: "F17",
  name: "idle-streams",
  title:
    "up to 10,000 subscription streams are open and idle: little memory, calls as fast as without, and a full server refuses more",
  essential: true,
  leastMs: SHORTEST_MS,
  weight: 2,
  async run({ root, folder, budgetMs }) {
    const grown = Math.min(1, (budgetMs - SHORTEST_MS) / (LONGEST_MS - SHORTEST_MS));
    const count = Math.round(STREAMS.least + (STREAMS.most - STREAMS.least) * grown);
    const start = (name: string) => startHttp({ dataDir: join(folder, name), root, env: SIGNED });
    const [server, calm] = [await start("crowded"), await start("calm")];
    const crowd = await startCrowd(folder);
    try {
      const rows = await crowdWithStreams(server, crowd, count);
      const compared = await compare(folder, server, calm, 3_000 + 12_000 * grown);
      const { open } = await crowd.state();
      await crowd.close();
      return {
        rows: [
          ...rows,
          ...compared,
          shown("resident memory after these calls, MB", residentMegabytes(server.pid)),
          same("streams still open after that, those of sessions too", open, count + SESSIONS),
          ...(await endedRows(server)),
          ...(await crowdTheDoor({ root, folder, crowd })),
        ],
      };
    } finally {
      await Promise.all([crowd.stop(), server.kill("SIGKILL"), calm.kill("SIGKILL")]);
    }
  },
};

async function crowdWithStreams(
  { port, pid }: HttpServer,
  crowd: Crowd,
  count: number,
): Promise<readonly Row[]> {
  const before = residentMegabytes(pid);
  const streams = await crowd.open(port, await subscriptions(count));
  await sleep(500);
  const after = residentMegabytes(pid);
  const token = await signToken("listener-0");
  const excess = await crowd.open(port, [listenRequest(token, ["awareness://briefing"])]);
  const sessions = await crowd.open(port, await sessionStreams(port, SESSIONS));
  return [
    same("streams open", streams.open, count),
    none("streams refused", Object.keys(streams.others)),
    shown("resident memory before, MB", before),
    inTime("resident memory with these, MB", after, MOST_MEGABYTES),
    shown("kB for each", ((after - before) * 1_000) / count),
    same("streams of sessions open too", sessions.open - streams.open, SESSIONS),
    same(
      `stream ${STREAMS_PER_OWNER + 1} of one owner`,
      Object.keys(excess.others).join(),
      "HTTP/1.1 429 Too Many Requests",
    ),
  ];
}

/** The same calls to both servers at the same time, so that both have the same machine. */
async function compare(
  folder: string,
  server: HttpServer,
  calm: HttpServer,
  ms: number,
): Promise<readonly Row[]> {
  const request = modernCall(await signToken("caller"), "get_stats");
  const lanes = Array.from({ length: 2 }, () => ({ request, pauseMs: 5, holds: '"structuredContent"' }));
  const callers = await Promise.all([server, calm].map(() => startDriver<CallerWork>("caller", folder)));
  const targets = [server, calm];
  await Promise.all(
    callers.map((caller, index) => caller.ask("start", { port: targets[index]?.port ?? 0, lanes })),
  );
  await sleep(ms);
  const [beside, without] = await Promise.all(callers.map((caller) => caller.ask("stop", {})));
  await Promise.all(callers.map((caller) => caller.close()));
  if (beside === undefined || without === undefined) throw new Error("A caller is missing");
  return [
    none("calls beside them that failed", beside.failures),
    ...[beside, without].map((calls, index) =>
      shown(`calls ${index === 0 ? "beside them" : "without any"}, p50, p99, ms`, toTimes(calls)),
    ),
    inTime("p99 beside them against without any", beside.p99 / without.p99, MOST_SLOWER),
  ];
}

const toTimes = ({ p50, p99 }: Calls): string => `${p50.toFixed(1)}, ${p99.toFixed(1)}`;

async function endedRows(server: HttpServer): Promise<readonly Row[]> {
  const few = 8;
  await untilSockets(server.pid, few, 10_000);
  return [
    atMost("sockets of the server when all have gone", openSockets(server.pid), few),
    same("exit code", await server.kill("SIGTERM"), 0),
  ];
}
