import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { createCorpus } from "../harness/corpus.ts";
import type { Bound, Figure, Row } from "../harness/figure.ts";
import { type Filled, fillPostgresDatabase, fillSqliteDatabase, indexAll } from "../harness/filled-store.ts";
import { FIRST_ID } from "../harness/load-order.ts";
import { createDelayProbe, type DelayProbe, type LoopDelay } from "../harness/loop-delay.ts";
import { type Json, modernHeaders, modernRequest } from "../harness/mcp-messages.ts";
import type { OpenLoopOrder, OpenLoopResult, Stream } from "../harness/open-loop-order.ts";
import { type BenchServer, startBenchServer } from "../harness/postgres.ts";
import { interleave, quantile, summarize } from "../harness/rounds.ts";
import { createWriter, QUERY_KINDS } from "../harness/search-corpus.ts";
import { openPostgresEngine, openSqliteEngine } from "../harness/search-index.ts";
import { mint, type RunningServer, startServer } from "../harness/servers.ts";
import type { Workshop } from "../harness/workshop.ts";

const ROUNDS = 5;
const DELAY_BOUND: Bound = { better: "less", floor: 50, aim: 20 };

/** Calls a second of each kind. */
const RATES = { "one entry": 120, "newest 20": 40, search: 20, remember: 20 } as const;

interface Variant {
  readonly server: RunningServer;
  readonly probe: DelayProbe;
  readonly streams: readonly Stream[];
}

interface Round {
  readonly times: OpenLoopResult["times"];
  readonly delay: LoopDelay;
  readonly late: OpenLoopResult["late"];
}

export const mixedLoad: Figure = {
  name: "mixed-load",
  title: "reads, searches and writes together at a fixed rate, ms",
  method: `\`awareness serve --http\` on 100,000 entries, on SQLite and on Postgres, whose server shares the machine. A client process of its own makes ${Object.entries(
    RATES,
  )
    .map(([kind, rate]) => `${rate} (${kind})`)
    .join(
      ", ",
    )} calls a second of 2026-07-28, each when it is due, whether those before are answered or not, over up to 32 connections; searches are of five kinds in turn. Both servers take turns, ${ROUNDS} rounds; values are medians over the rounds. The event loop's delay is measured within the server, every millisecond, and that millisecond is part of it.`,
  async measure(workshop) {
    const server = await startBenchServer(workshop.root);
    try {
      const variants = {
        SQLite: await startOnSqlite(workshop),
        Postgres: await startOnPostgres(workshop, server),
      };
      const client = workshop.adopt(fork(path.join(workshop.folder, "open-loop.js"), { execArgv: [] }));
      const rounds: Record<string, Round[]> = { SQLite: [], Postgres: [] };
      const runs = Object.entries(variants).map(([name, variant]) => [
        name,
        async () => {
          rounds[name]?.push(await runLoad(client, variant, workshop.quick ? 1 : 12));
          return 0;
        },
      ]);
      for (const variant of Object.values(variants)) await runLoad(client, variant, workshop.quick ? 1 : 5);
      await interleave(workshop.quick ? 1 : ROUNDS, Object.fromEntries(runs));
      return Object.entries(rounds).flatMap(([name, found]) => toRows(name, found));
    } finally {
      await server.stop();
    }
  },
};

async function startOnSqlite(workshop: Workshop): Promise<Variant> {
  workshop.say("mixed-load: loading SQLite");
  const filled = await fillSqliteDatabase(workshop, sizeOf(workshop));
  await (await indexAll(await openSqliteEngine(filled.at))).close();
  return start(workshop, filled, path.dirname(filled.at), {});
}

async function startOnPostgres(workshop: Workshop, server: BenchServer): Promise<Variant> {
  workshop.say("mixed-load: loading Postgres");
  const filled = await fillPostgresDatabase(server, sizeOf(workshop));
  await (await indexAll(await openPostgresEngine(filled.at))).close();
  return start(workshop, filled, workshop.makeDir(), { AWARENESS_DATABASE_URL: filled.at });
}

const sizeOf = ({ quick }: Workshop): number => (quick ? 1_000 : 100_000);

async function start(
  workshop: Workshop,
  { ids }: Filled,
  dataDir: string,
  env: Readonly<Record<string, string>>,
): Promise<Variant> {
  const probe = createDelayProbe(workshop);
  const server = await startServer(workshop, { dataDir, env, nodeArgs: probe.nodeArgs });
  return { server, probe, streams: toStreams(await mint(), ids) };
}

function toStreams(token: string, ids: readonly string[]): readonly Stream[] {
  const corpus = createCorpus(41);
  const toNote = createWriter(41);
  const stream = (
    kind: keyof typeof RATES,
    name: string,
    count: number,
    make: (at: number) => Json,
  ): Stream => ({
    kind,
    perSecond: RATES[kind],
    headers: modernHeaders(token, name),
    bodies: Array.from({ length: count }, (_, at) =>
      JSON.stringify(modernRequest(FIRST_ID + at, "tools/call", { name, arguments: make(at) })),
    ),
  });
  return [
    stream("one entry", "get_history", 1_000, (at) => ({ entry_id: ids[at % ids.length] ?? "", limit: 1 })),
    stream("newest 20", "get_knowledge", 1, () => ({ limit: 20 })),
    stream("search", "search", 500, (at) => ({
      query: QUERY_KINDS[at % QUERY_KINDS.length]?.make(corpus) ?? "",
    })),
    stream("remember", "remember", 500, () => {
      const { source, tags, description, content } = toNote(corpus.note());
      return { source, tags, description, content };
    }),
  ];
}

async function runLoad(
  client: ChildProcess,
  { server, probe, streams }: Variant,
  seconds: number,
): Promise<Round> {
  const order: OpenLoopOrder = { port: server.port, seconds, streams };
  await probe.read(server.pid);
  client.send(order);
  const [result] = await nextMessage(client);
  if ("error" in result) throw new Error(result.error);
  return { times: result.times, late: result.late, delay: await probe.read(server.pid) };
}

/** @throws Error when the client ends instead. */
async function nextMessage(client: ChildProcess): Promise<[OpenLoopResult | { readonly error: string }]> {
  const over = new AbortController();
  const ended = once(client, "exit", over).then(() => {
    throw new Error("The client process has ended.");
  });
  try {
    return (await Promise.race([once(client, "message", over), ended])) as [OpenLoopResult];
  } finally {
    over.abort();
    ended.catch(() => undefined);
  }
}

function toRows(engine: string, rounds: readonly Round[]): readonly Row[] {
  const kinds = Object.entries(RATES).flatMap(([kind, rate]) =>
    ([0.5, 0.99] as const).map(
      (share): Row => ({
        label: `${engine}, ${kind}, p${share * 100}`,
        ...summarize(rounds.map(({ times }) => quantile(times[kind] ?? [], share))),
        unit: "ms",
        ...(share === 0.5 ? { note: `${rate} a second` } : {}),
      }),
    ),
  );
  const most = Math.max(...rounds.map(({ delay }) => delay.max));
  const late = summarize(rounds.map((round) => quantile(round.late, 0.99)));
  return [
    ...kinds,
    {
      label: `${engine}, how late the client process was, p99`,
      ...late,
      unit: "ms",
      note: "not in the times above",
    },
    {
      label: `${engine}, event-loop delay of the server, p99`,
      ...summarize(rounds.map(({ delay }) => delay.p99)),
      unit: "ms",
      bound: DELAY_BOUND,
      note: `p50 ${summarize(rounds.map(({ delay }) => delay.p50)).value.toFixed(1)} ms, the longest of all ${most.toFixed(0)} ms`,
    },
  ];
}
