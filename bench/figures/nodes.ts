import type { Figure, Row } from "../harness/figure.ts";
import { type LoadClient, startLoadClient } from "../harness/load.ts";
import { FIRST_ID } from "../harness/load-order.ts";
import { type Json, modernHeaders, modernRequest, request } from "../harness/mcp-messages.ts";
import { type BenchServer, startBenchServer } from "../harness/postgres.ts";
import { openConnection, type RawConnection, toRequest } from "../harness/raw-client.ts";
import { interleave, median, ratioOf } from "../harness/rounds.ts";
import { mint, type RunningServer, startServer } from "../harness/servers.ts";
import { openSession, sessionHeaders } from "../harness/sessions.ts";
import type { Workshop } from "../harness/workshop.ts";

type Order = Parameters<LoadClient["run"]>[1];

const STATS = { name: "get_stats", arguments: {} };
const REMEMBER = {
  name: "remember",
  arguments: { source: "bench", tags: ["bench"], description: "A note of the measurement of two nodes." },
};

export const nodes: Figure = {
  name: "nodes",
  title: "two nodes on one Postgres against one",
  method:
    "Nodes, Postgres and the load client share this machine, so two nodes can be faster only as far as processors are left. Two owners with 8 connections each, both to one node, or each to a node of its own. Session restore: the first request of a session on the node that did not open it, less a later one there.",
  async measure(workshop) {
    const server = await startBenchServer(workshop.root);
    try {
      const [one, two] = await startNodes(workshop, server);
      const clients = [startLoadClient(workshop), startLoadClient(workshop)] as const;
      const token = await mint();
      const tokens = [token, await mint("another")] as const;
      return [
        await compare(workshop, "get_stats", STATS, { one, two, clients, tokens }),
        await compare(workshop, "remember", REMEMBER, { one, two, clients, tokens }),
        await measureRestore(workshop, one, two, token),
      ];
    } finally {
      await server.stop();
    }
  },
};

async function startNodes(
  workshop: Workshop,
  server: BenchServer,
): Promise<readonly [RunningServer, RunningServer]> {
  const { url } = await server.makeDatabase();
  const start = () =>
    startServer(workshop, {
      dataDir: workshop.makeDir(),
      env: { AWARENESS_DATABASE_URL: url, AWARENESS_LOG_LEVEL: "warn" },
    });
  return [await start(), await start()];
}

interface Both {
  readonly one: RunningServer;
  readonly two: RunningServer;
  readonly clients: readonly [LoadClient, LoadClient];
  /** Of two owners, since the writes of one owner wait for each other. */
  readonly tokens: readonly [string, string];
}

async function compare(
  { quick }: Workshop,
  label: string,
  tool: { readonly name: string; readonly arguments: Json },
  { one, two, clients, tokens }: Both,
): Promise<Row> {
  const [first, second] = tokens.map((token) => ({
    seconds: quick ? 0.1 : 1.5,
    headers: modernHeaders(token, tool.name),
    body: JSON.stringify(modernRequest(FIRST_ID, "tools/call", { ...tool })),
  })) as [Order, Order];
  const both = async (other: RunningServer) => {
    const runs = await Promise.all([clients[0].run(one, first), clients[1].run(other, second)]);
    return runs.reduce((sum, { rate }) => sum + rate, 0);
  };
  const variants = { one: () => both(one), two: () => both(two) };
  await interleave(1, variants);
  const rates = await interleave(quick ? 2 : 9, variants);
  return {
    label: `${label}, two nodes against one`,
    ...ratioOf(rates.two, rates.one),
    unit: "ratio",
    note: `${median(rates.two).toFixed(0)}/s against ${median(rates.one).toFixed(0)}/s`,
  };
}

async function measureRestore(
  { quick }: Workshop,
  one: RunningServer,
  two: RunningServer,
  token: string,
): Promise<Row> {
  const first = await openConnection(one.port);
  const other = await openConnection(two.port);
  const cold: number[] = [];
  const warm: number[] = [];
  for (let round = 0; round < (quick ? 10 : 80); round += 1) {
    const session = await openSession(first, token);
    const call = () => timeCall(other, token, session);
    cold.push(await call());
    const later = [await call(), await call(), await call()];
    warm.push(median(later));
  }
  first.close();
  other.close();
  return {
    label: "session restore on another node",
    value: median(cold.map((time, round) => time - (warm[round] ?? Number.NaN))),
    unit: "ms",
    bound: { better: "less", floor: 3, aim: 2 },
    note: `first request ${median(cold).toFixed(1)} ms, later ones ${median(warm).toFixed(1)} ms`,
  };
}

async function timeCall(connection: RawConnection, token: string, session: string): Promise<number> {
  const headers = sessionHeaders(token, session);
  const body = JSON.stringify(request(FIRST_ID, "tools/call", { ...STATS }));
  const startedAt = performance.now();
  const answer = await connection.send(toRequest("POST", "/mcp", headers, body));
  if (answer.status !== 200) throw new Error(`Wrong answer: ${answer.head}`);
  return performance.now() - startedAt;
}
