import { join } from "node:path";
import { takeAccount } from "../account.ts";
import { connect, type MemoryClient } from "../client.ts";
import type { Fault, FaultPlace } from "../fault.ts";
import { ERAS, type Era, openHttpLane } from "../fuzz/http-lane.ts";
import { createJudge, type Judge } from "../fuzz/judge.ts";
import { runLanes, toRows } from "../fuzz/run-lanes.ts";
import { openStdioLane } from "../fuzz/stdio-lane.ts";
import { startHttp } from "../http-server.ts";
import { createLedger, toRemember } from "../ledger.ts";
import { createProbe } from "../probe.ts";
import { type Launch, mintToken } from "../program.ts";
import { readAll, readNotes } from "../read-back.ts";
import { atLeast, inTime, none, shown, zero } from "../rows.ts";
import { fillPageCache } from "../soak/page-cache.ts";
import type { Row } from "../verdict.ts";

const NOTES = 40;
const LANES_OF_AN_ERA = 2;
/** Inputs on their way at once on one connection. */
const AT_ONCE = { http: 24, stdio: 100 } as const;
/** Of the time, for servers to start and for the reading back. */
const SPARE_MS = 5_000;
/** Share of requests whose headers say something else than their body. */
const LIES = 0.12;
const MOST_WAIT_MS = 1_000;
/** A run of this length must have sent so many. */
const LONG_MS = 15 * 60_000;
const MANY_INPUTS = 1_000_000;

export const fuzz: Fault = {
  id: "F18",
  name: "fuzz",
  title:
    "broken and nearly good messages over HTTP and stdio, in both eras: each is answered in JSON-RPC, and within a second in which a processor is free",
  essential: true,
  leastMs: 9_000,
  weight: 8,
  async run({ root, folder, random, budgetMs, say }) {
    const dataDir = join(folder, "data");
    const env = { AWARENESS_LOG_LEVEL: "error", AWARENESS_DEFAULT_OWNER: "fuzzer" };
    const launch = { root, dataDir, env };
    const mark = `kept-${random.int(1, 1e9)}`;
    const judge = createJudge(mark);
    const ledger = createLedger(join(folder, "acked.log"), random.fork());
    const token = await mintToken(launch, "keeper");
    const before = await withKeeper(launch, token, async (client) => {
      for (let at = 0; at < NOTES; at += 1) {
        const note = ledger.next(mark);
        ledger.sent(note);
        await client.call("remember", toRemember(note));
        ledger.acked(note);
      }
      return readAll(client);
    });

    const place = { launch, folder, random, judge, forMs: Math.max(1_000, (budgetMs - SPARE_MS) / 4) };
    const isLong = budgetMs >= LONG_MS;
    const fuzzed = [await fuzzHttp({ ...place, forMs: place.forMs * 2 }, isLong)];
    for (const era of ERAS) fuzzed.push(await fuzzStdio(era, place));
    const inputs = fuzzed.reduce((sum, one) => sum + one.inputs, 0);
    const rows = fuzzed.flatMap((one) => one.rows);
    const account = await withKeeper(launch, token, async (client) => {
      const after = await readAll(client);
      const changed = after.filter(
        (entry, at) => JSON.stringify(entry) !== JSON.stringify(before[at]),
      ).length;
      rows.push(zero("entries of the other owner that changed", changed));
      return takeAccount(ledger, await readNotes(client));
    });
    for (const problem of judge.problems.slice(0, 10)) say(problem);
    return {
      account,
      foreign: judge.foreign,
      rows: [
        ...rows,
        atLeast("inputs in all", inputs, isLong ? MANY_INPUTS : 1),
        shown("answers", judge.answers),
        shown("kinds of answers", [...judge.kinds].map(([kind, times]) => `${kind} ${times}`).join(", ")),
        none("answers that should not be", judge.problems),
        shown("longest wait for an answer, ms", judge.slowestMs),
        inTime("longest without waiting for a processor, ms", judge.ownSlowestMs, MOST_WAIT_MS),
      ],
    };
  },
};

interface Place extends Pick<FaultPlace, "folder" | "random"> {
  readonly launch: Launch;
  readonly judge: Judge;
  readonly forMs: number;
}

/** What became of one server, and how many inputs it was given. */
interface Fuzzed {
  readonly inputs: number;
  readonly rows: readonly Row[];
}

/** `isFilled`: its page caches are full before. */
async function fuzzHttp({ launch, folder, random, judge, forMs }: Place, isFilled: boolean): Promise<Fuzzed> {
  const token = await mintToken(launch, "fuzzer");
  const probe = createProbe(folder, "http");
  const server = await startHttp({ ...launch, nodeArgs: probe.nodeArgs });
  try {
    if (isFilled) await fill(server.url, await mintToken(launch, "filler"));
    const eras = Array.from({ length: LANES_OF_AN_ERA }, () => ERAS).flat();
    const lanes = await Promise.all(
      eras.map((era) =>
        openHttpLane({
          url: server.url,
          pid: server.pid,
          token,
          era,
          random: random.fork(),
          judge,
          lies: LIES,
        }),
      ),
    );
    const report = await runLanes(lanes, { atOnce: AT_ONCE.http, forMs, probe });
    const working = await Promise.all(lanes.map((lane) => lane.works()));
    for (const lane of lanes) await lane.close();
    const end = await server.kill("SIGTERM");
    const rows = [
      ...toRows("HTTP", report, { end, stderr: server.stderr(), isFilled }),
      zero(
        "HTTP: connections and sessions on which nothing works any more",
        working.filter((one) => !one).length,
      ),
    ];
    return { inputs: report.whole + report.bent, rows };
  } finally {
    await server.kill("SIGKILL");
  }
}

async function fill(url: string, token: string): Promise<void> {
  const client = await connect("modern", { kind: "http", url, token });
  await fillPageCache(client);
  await client.close();
}

async function fuzzStdio(era: Era, { launch, folder, random, judge, forMs }: Place): Promise<Fuzzed> {
  const probe = createProbe(folder, `stdio-${era}`);
  const nodeArgs = probe.nodeArgs;
  const lane = await openStdioLane({ launch: { ...launch, nodeArgs }, era, random: random.fork(), judge });
  try {
    const report = await runLanes([lane], { atOnce: AT_ONCE.stdio, forMs, probe });
    const end = await lane.end();
    const rows = toRows(`stdio ${era}`, report, { end, stderr: lane.stderr() });
    return { inputs: report.whole + report.bent, rows };
  } finally {
    await lane.close();
  }
}

/** Lends a client of the other owner, on a server of its own. */
async function withKeeper<T>(
  launch: Launch,
  token: string,
  use: (client: MemoryClient) => Promise<T>,
): Promise<T> {
  const server = await startHttp(launch);
  try {
    const client = await connect("modern", { kind: "http", url: server.url, token });
    const result = await use(client);
    await client.close();
    return result;
  } finally {
    await server.kill("SIGTERM");
  }
}
