import { readdir, readlink } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import Database from "better-sqlite3";
import { connect } from "../client.ts";
import type { Fault } from "../fault.ts";
import { startHttp } from "../http-server.ts";
import { createProbe, type Memory } from "../probe.ts";
import { mintToken } from "../program.ts";
import { fitLine, meansOfParts } from "../regression.ts";
import { atLeast, atMost, inTime, none, shown, zero } from "../rows.ts";
import { type SoakLoad, startSoakLoad } from "../soak/load.ts";
import { fillPageCache } from "../soak/page-cache.ts";

/** Seconds that a session lives without a request. */
const SESSION_TTL = "8";
const MOST_SAMPLES = 400;
const LEAST_BETWEEN_MS = 500;
/** Of the time: while caches fill, growth says nothing. */
const WARM_UP = 1 / 3;
/** Before that long the error of the slope is larger than what is allowed. */
const LONG_MS = 30 * 60_000;
const MOST_MB_AN_HOUR = 1;
/** 10 bytes a call; in a short run caches are still filling. */
const MOST_KB_FOR_1000_CALLS = 10;
const MOST_KB_IN_A_SHORT_RUN = 50;
/** A slope that nobody can tell from none or from a leak says nothing. */
const MOST_ERROR_MB_AN_HOUR = 10;
/** Memory goes up and down over a minute or so; in a long run a part is two. */
const PARTS = 10;
const MOST_PUT_OFF_PERCENT = 1;
const MOST_MORE_FILES = 5;
const SETTLE_MS = 30_000;

/** What the server does once a minute it does every two seconds, so that a short run sees it too. */
const QUICK_JOBS = `data:text/javascript,${encodeURIComponent(
  "const later = setTimeout; globalThis.setTimeout = (work, ms, ...rest) => later(work, ms === 60_000 ? 2_000 : ms, ...rest);",
)}`;

export const soak: Fault = {
  id: "F25",
  name: "soak",
  title:
    "calls of every kind at a steady rate, streams, and sessions left to expire: memory, open files and session rows do not grow",
  leastMs: 20_000,
  weight: 6,
  unable: async () =>
    process.platform === "linux" ? undefined : "counts open files in /proc, which is Linux's",
  async run({ root, folder, random, budgetMs, say }) {
    const dataDir = join(folder, "data");
    const env = { AWARENESS_SESSION_TTL: SESSION_TTL, AWARENESS_LOG_LEVEL: "error" };
    const launch = { root, dataDir, env };
    const token = await mintToken(launch);
    const probe = createProbe(folder);
    const server = await startHttp({ ...launch, nodeArgs: [...probe.nodeArgs, "--import", QUICK_JOBS] });
    const { url, pid } = server;
    try {
      const client = await connect("modern", { kind: "http", url, token });
      if (budgetMs >= LONG_MS) await fillPageCache(client);
      await client.call("search", { query: "a" });
      const filesBefore = await countFiles(pid);
      const load = startSoakLoad({ client, url, token, random: random.fork() });
      const samples = await sample(load, () => probe.memory(), budgetMs);
      await load.stop();
      await client.close();
      const moreFiles = async () => Math.abs((await countFiles(pid)) - filesBefore);
      const sessionRows = async () => countSessions(join(dataDir, "awareness.db"));
      await until(async () => (await moreFiles()) <= MOST_MORE_FILES && (await sessionRows()) === 0);
      for (const problem of load.problems.slice(0, 5)) say(problem);
      return {
        rows: [
          ...growthRows(samples, budgetMs),
          shown("calls", load.calls),
          shown("calls a second", load.calls / (budgetMs / 1000)),
          atLeast("sessions opened and left", load.sessions, 1),
          none("calls that failed", load.problems),
          atMost("calls put off, %", (100 * load.putOff) / Math.max(1, load.calls), MOST_PUT_OFF_PERCENT),
          shown("open files before, less the clients' sockets", filesBefore),
          atMost("more or fewer open files afterwards", await moreFiles(), MOST_MORE_FILES),
          zero("session rows afterwards", await sessionRows()),
          none(
            "errors on stderr",
            server
              .stderr()
              .split("\n")
              .filter((line) => /"level":[56]0/.test(line)),
          ),
        ],
      };
    } finally {
      await server.kill("SIGKILL");
    }
  },
};

interface Sample extends Memory {
  readonly hours: number;
  readonly calls: number;
}

/** Looks at the memory again and again; what it was while it warmed up is left out. */
async function sample(
  load: SoakLoad,
  look: () => Promise<Memory>,
  forMs: number,
): Promise<readonly Sample[]> {
  const samples: Sample[] = [];
  const began = performance.now();
  const passed = () => performance.now() - began;
  while (passed() < forMs || samples.length < 3) {
    await sleep(Math.max(LEAST_BETWEEN_MS, forMs / MOST_SAMPLES));
    const memory = await look();
    if (passed() > forMs * WARM_UP)
      samples.push({ ...memory, hours: passed() / 3_600_000, calls: load.calls });
  }
  return samples;
}

function growthRows(samples: readonly Sample[], budgetMs: number) {
  const lineOf = (toPoint: (sample: Sample) => readonly [number, number]) =>
    fitLine(meansOfParts(samples.map(toPoint), PARTS));
  const resident = lineOf(({ hours, rss }) => [hours, rss / 1e6]);
  const heap = lineOf(({ calls, heapUsed }) => [calls / 1000, heapUsed / 1e3]);
  const least = (line: { readonly slope: number; readonly error: number }) => line.slope - 2 * line.error;
  const withError = ({ slope, error }: { readonly slope: number; readonly error: number }) =>
    `${slope.toFixed(1)} +- ${error.toFixed(1)}`;
  return [
    shown("looks at the memory after warming up", samples.length),
    shown("resident memory at each tenth of that time, MB", tenths(samples.map(({ rss }) => rss / 1e6))),
    shown("slope of resident memory, MB/h", withError(resident)),
    ...(budgetMs < LONG_MS
      ? []
      : [
          inTime("the same less twice its error, MB/h", least(resident), MOST_MB_AN_HOUR),
          inTime("error of that slope, MB/h", resident.error, MOST_ERROR_MB_AN_HOUR),
        ]),
    shown("heap at each tenth of that time, MB", tenths(samples.map(({ heapUsed }) => heapUsed / 1e6))),
    shown("growth of the heap for 1,000 calls, kB", withError(heap)),
    inTime(
      "the same less twice its error, kB",
      least(heap),
      budgetMs < LONG_MS ? MOST_KB_IN_A_SHORT_RUN : MOST_KB_FOR_1000_CALLS,
    ),
  ];
}

/**
 * Open files of the server less the sockets of this process: idle connections that the clients here keep for later are
 * no leak of the server's.
 */
async function countFiles(pid: number): Promise<number> {
  const own = await readdir("/proc/self/fd");
  const links = await Promise.all(own.map((fd) => readlink(`/proc/self/fd/${fd}`).catch(() => "")));
  const sockets = links.filter((link) => link.startsWith("socket:")).length;
  return (await readdir(`/proc/${pid}/fd`)).length - sockets;
}

function countSessions(path: string): number {
  const db = new Database(path, { readonly: true, timeout: 5_000 });
  try {
    return Number(db.prepare("SELECT count(*) FROM sessions").pluck().get());
  } finally {
    db.close();
  }
}

function tenths(values: readonly number[]): string {
  const picked = Array.from({ length: 10 }, (_, at) => values[Math.floor((at * values.length) / 10)] ?? 0);
  return picked.map((value) => value.toFixed(1)).join(" ");
}

async function until(holds: () => Promise<boolean>): Promise<void> {
  const began = performance.now();
  while (!(await holds()) && performance.now() - began < SETTLE_MS) await sleep(500);
}
