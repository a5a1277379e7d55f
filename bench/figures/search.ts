import path from "node:path";
import { monitorEventLoopDelay } from "node:perf_hooks";
import { setTimeout as sleep } from "node:timers/promises";
import { createThreadedEngine } from "../../src/app/search/threaded-engine.ts";
import { systemClock } from "../../src/domain/clock.ts";
import type { SearchEngine } from "../../src/domain/search/engine.ts";
import { createCorpus } from "../harness/corpus.ts";
import { DATABASE, OWNER, pagesOf, QUIET } from "../harness/database.ts";
import type { Bound, Figure, Row } from "../harness/figure.ts";
import { makeFilledDatabase } from "../harness/load-entries.ts";
import { createWriter, QUERY_KINDS } from "../harness/search-corpus.ts";
import { openSqliteEngine } from "../harness/search-index.ts";
import type { Workshop } from "../harness/workshop.ts";

const PER_KIND = 60;
const WARM_UP = 5;
const SECOND_MS = 1_000;
const SEARCHES_PER_SECOND = 20;
const NANOSECONDS = 1e6;

interface Opened {
  readonly file: string;
  readonly engine: SearchEngine;
  readonly indexedMs: number;
  /** What the index adds to the database. */
  readonly indexBytes: number;
  close(): Promise<void>;
}

export const search: Figure = {
  name: "search",
  title: "search by words, ms",
  method:
    "In process, entries of 45 words (Zipf over 30,000, one word in all of them), 90 % of one owner. Queries of five kinds in turn: a rare word, a common one, the one of every entry, five words, a misspelt one; p95 over all of them. Then 20 searches a second in the search thread, and the delay of the event loop meanwhile.",
  async measure(workshop) {
    const { quick } = workshop;
    const sizes = quick ? [500, 2_000] : [100_000, 1_000_000];
    const bounds: readonly Bound[] = [
      { better: "less", floor: 20, aim: 10 },
      { better: "less", floor: 60, aim: 30 },
    ];
    const rows: Row[] = [];
    for (const [index, size] of sizes.entries()) {
      const opened = await open(workshop, size);
      try {
        rows.push(...(await timeQueries(opened, size, quick ? 5 : PER_KIND, bounds[index])));
        if (index === sizes.length - 1) rows.push(await measureDelay(workshop, opened, size));
      } finally {
        await opened.close();
      }
    }
    return rows;
  },
};

async function open({ root, makeDir, say }: Workshop, entries: number): Promise<Opened> {
  say(`search: loading ${entries}`);
  const file = path.join(makeDir(), DATABASE);
  await makeFilledDatabase(root, file, entries, { adapt: createWriter(entries) });
  const engine = await openSqliteEngine(file, (error) => say(`search: ${String(error)}`));
  say("search: indexing");
  const before = pagesOf(file);
  const startedAt = performance.now();
  await engine.update({ all: true });
  return {
    file,
    engine,
    indexedMs: performance.now() - startedAt,
    indexBytes: pagesOf(file) - before,
    close: () => engine.close(),
  };
}

async function timeQueries(
  { engine, indexedMs, indexBytes }: Opened,
  size: number,
  perKind: number,
  bound: Bound | undefined,
): Promise<readonly Row[]> {
  const corpus = createCorpus(7);
  const times = new Map<string, number[]>(QUERY_KINDS.map(({ name }) => [name, []]));
  for (let round = 0; round < perKind + WARM_UP; round += 1) {
    for (const { name, make } of QUERY_KINDS) {
      const startedAt = performance.now();
      await engine.search(OWNER, { query: make(corpus), filter: {}, limit: 10 });
      if (round >= WARM_UP) times.get(name)?.push(performance.now() - startedAt);
    }
  }
  const label = `${size.toLocaleString("en")} entries`;
  const all = [...times.values()].flat();
  const kinds = [...times].map(
    ([name, found]): Row => ({
      label: `${label}, ${name}`,
      value: percentile(found, 0.95),
      unit: "ms",
      note: `p50 ${percentile(found, 0.5).toFixed(1)} ms`,
    }),
  );
  return [
    {
      label: `${label}, p95 of all`,
      value: percentile(all, 0.95),
      unit: "ms",
      ...(bound === undefined ? {} : { bound }),
      note: `p50 ${percentile(all, 0.5).toFixed(1)} ms; indexed at ${((indexedMs * 1000) / size).toFixed(0)} us and ${(indexBytes / size).toFixed(0)} B an entry`,
    },
    ...kinds,
  ];
}

async function measureDelay({ root, quick }: Workshop, { file }: Opened, size: number): Promise<Row> {
  const program = path.join(root, "dist", "search-thread.js");
  const engine = createThreadedEngine({
    program,
    database: { kind: "sqlite", path: file },
    clock: systemClock,
    log: QUIET,
  });
  const corpus = createCorpus(9);
  const ask = (index: number) => {
    const kind = QUERY_KINDS[index % QUERY_KINDS.length] as (typeof QUERY_KINDS)[number];
    return engine.search(OWNER, { query: kind.make(corpus), filter: {}, limit: 10 });
  };
  for (let index = 0; index < QUERY_KINDS.length; index += 1) await ask(index);
  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  const running: Promise<unknown>[] = [];
  const searches = (quick ? 0.5 : 10) * SEARCHES_PER_SECOND;
  for (let index = 0; index < searches; index += 1) {
    running.push(ask(index));
    await sleep(SECOND_MS / SEARCHES_PER_SECOND);
  }
  await Promise.all(running);
  delay.disable();
  await engine.close();
  return {
    label: `event-loop delay p99, 20 searches/s at ${size.toLocaleString("en")}`,
    value: delay.percentile(99) / NANOSECONDS,
    unit: "ms",
    bound: { better: "less", floor: 50, aim: 20 },
    note: `most ${(delay.max / NANOSECONDS).toFixed(1)} ms`,
  };
}

function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}
