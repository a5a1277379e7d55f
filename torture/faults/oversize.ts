import { join } from "node:path";
import type { Fault } from "../fault.ts";
import { startHttp } from "../http-server.ts";
import { flood } from "../oversize/flood.ts";
import { makeFloods } from "../oversize/floods.ts";
import { sendLongLines } from "../oversize/long-lines.ts";
import { createProbe } from "../probe.ts";
import { modernCall, SIGNED, sendOnce, signToken } from "../requests.ts";
import { atLeast, inTime, none, same, shown } from "../rows.ts";
import { watchServer } from "../server-watch.ts";
import type { Row } from "../verdict.ts";

const MB = 1e6;
const GB = 1e9;
const SHORTEST_MS = 15_000;
const LONGEST_MS = 60_000;
/** A body that stops coming is cut after 10 s. */
const CUT_WITHIN_MS = 14_000;
const MOST_GROWTH_MB = 10;
/** What the server's side of a refused body may still take: what waits in the kernel, and what is read to let the answer out. */
const MOST_TAKEN = 32 * MB;

export const oversize: Fault = {
  id: "F16",
  name: "oversize",
  title:
    "bodies, headers and lines of up to 1 GB, bombs, and lengths that lie: each is refused, cut, and holds no memory; the next request is answered",
  leastMs: SHORTEST_MS,
  weight: 1,
  async run({ root, folder, budgetMs }) {
    const grown = Math.min(1, (budgetMs - SHORTEST_MS) / (LONGEST_MS - SHORTEST_MS));
    const most = 64 * MB + (GB - 64 * MB) * grown;
    return { rows: [...(await overHttp(root, folder, most)), ...(await overStdio(root, folder, most))] };
  },
};

async function overHttp(root: string, folder: string, most: number): Promise<readonly Row[]> {
  const probe = createProbe(folder, "http");
  const server = await startHttp({
    dataDir: join(folder, "http"),
    root,
    env: SIGNED,
    nodeArgs: probe.nodeArgs,
  });
  try {
    const token = await signToken("tester");
    const ask = () => sendOnce(server.port, modernCall(token, "get_stats"));
    const floods = makeFloods(token, most);
    const problems: string[] = [];
    const round = async () => {
      const ends = await Promise.all(
        floods.map(async (one) => ({ ...one, ...(await flood(server.port, one, CUT_WITHIN_MS)) })),
      );
      for (const { name, wanted, bytes, status, taken, closed } of ends) {
        if (!wanted.includes(status)) problems.push(`${name}: answered ${status}`);
        if (!closed) problems.push(`${name}: not cut`);
        if (taken > Math.min(bytes, MOST_TAKEN)) problems.push(`${name}: ${Math.round(taken / MB)} MB taken`);
      }
      await ask();
      return ends;
    };
    await round();
    const before = await probe.memory();
    const watch = watchServer(server.pid);
    const ends = await round();
    watch.stop();
    const after = await probe.memory();
    return [
      shown("HTTP: requests", floods.length * 2),
      shown("HTTP: bytes offered by the largest, MB", most / MB),
      none("HTTP: not refused as it must be", problems),
      shown("HTTP: longest life, ms", Math.max(...ends.map(({ ms }) => ms))),
      shown("HTTP: resident meanwhile at most, MB", watch.memory()),
      inTime("HTTP: grown by a round, MB", (after.rss - before.rss) / MB, MOST_GROWTH_MB),
      same("HTTP: exit code", await server.kill("SIGTERM"), 0),
    ];
  } finally {
    await server.kill("SIGKILL");
  }
}

async function overStdio(root: string, folder: string, most: number): Promise<readonly Row[]> {
  const probe = createProbe(folder, "stdio");
  const looks: number[] = [];
  const lines = 3;
  const launch = { dataDir: join(folder, "stdio"), root, nodeArgs: probe.nodeArgs };
  const report = await sendLongLines(launch, { lines, bytes: most }, async () => {
    looks.push((await probe.memory()).rss);
  });
  const [before = 0, after = 0] = looks;
  return [
    shown("stdio: bytes of a line, MB", most / MB),
    atLeast(
      "stdio: long lines answered with -32600",
      report.codes.filter((code) => code === -32600).length,
      lines + 1,
    ),
    same("stdio: answers to the requests after them", report.answered, lines),
    inTime("stdio: grown by them, MB", (after - before) / MB, MOST_GROWTH_MB),
    same("stdio: exit code", report.end, 0),
  ];
}
