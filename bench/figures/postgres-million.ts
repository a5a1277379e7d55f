import type { Store } from "../../src/domain/store.ts";
import { createCorpus } from "../harness/corpus.ts";
import { OWNER } from "../harness/database.ts";
import type { Bound, Figure, Row } from "../harness/figure.ts";
import { fillPostgres } from "../harness/load-postgres.ts";
import { type BenchServer, openPostgres, startBenchServer } from "../harness/postgres.ts";
import { interleave, median, ratioOf } from "../harness/rounds.ts";
import { createWriter, QUERY_KINDS } from "../harness/search-corpus.ts";
import { openPostgresEngine } from "../harness/search-index.ts";
import type { Workshop } from "../harness/workshop.ts";

const SMALL = 1_000;
const PER_KIND = 60;
const WARM_UP = 5;

const METHOD =
  "Entries of 45 words as for `search`, 90 % of one owner, on a Postgres of its own (shared_buffers 1 GB) on the same machine. Newest 20 through the store against the same with 1,000 entries; searches of five kinds in turn, p95 over all.";

export const postgresReads: Figure = {
  name: "postgres-reads",
  title: "reads and searches on Postgres at 100,000 entries",
  method: METHOD,
  measure: (workshop) =>
    measureAt(workshop, workshop.quick ? 500 : 100_000, { better: "less", floor: 20, aim: 10 }),
};

export const postgresMillion: Figure = {
  name: "postgres-million",
  title: "reads and searches on Postgres at 1,000,000 entries; to index them takes a quarter of an hour",
  method: METHOD,
  measure: (workshop) =>
    measureAt(workshop, workshop.quick ? 1_000 : 1_000_000, { better: "less", floor: 60, aim: 30 }),
};

async function measureAt(workshop: Workshop, entries: number, bound: Bound): Promise<readonly Row[]> {
  const { quick, root, say } = workshop;
  const server = await startBenchServer(root);
  try {
    const small = await openFilled(workshop, server, SMALL);
    const large = await openFilled(workshop, server, entries);
    const rows = [await compareNewest(small.store, large.store, quick)];
    say("postgres: indexing");
    rows.push(...(await timeSearches(large.url, quick, bound)));
    await Promise.all([small.store.close(), large.store.close()]);
    return rows;
  } finally {
    await server.stop();
  }
}

async function openFilled({ root, say }: Workshop, server: BenchServer, entries: number) {
  say(`postgres: loading ${entries}`);
  const { url, adminUrl } = await server.makeDatabase();
  await fillPostgres(adminUrl, entries, createWriter(entries));
  return { url, store: await openPostgres(root, url) };
}

async function compareNewest(small: Store, large: Store, quick: boolean): Promise<Row> {
  const calls = quick ? 20 : 100;
  const time = async (store: Store) => {
    const startedAt = performance.now();
    for (let call = 0; call < calls; call += 1) await store.entries.list(OWNER, {}, { limit: 20 });
    return ((performance.now() - startedAt) * 1000) / calls;
  };
  const variants = { small: () => time(small), large: () => time(large) };
  await interleave(3, variants);
  const times = await interleave(quick ? 3 : 21, variants);
  return {
    label: "newest 20, time against that with 1,000 entries",
    ...ratioOf(times.large, times.small),
    unit: "ratio",
    bound: { better: "less", floor: 2, aim: 1.2 },
    note: `${median(times.large).toFixed(0)} against ${median(times.small).toFixed(0)} us`,
  };
}

async function timeSearches(url: string, quick: boolean, bound: Bound): Promise<readonly Row[]> {
  const engine = await openPostgresEngine(url);
  const startedAt = performance.now();
  await engine.update({ all: true });
  const indexedMs = performance.now() - startedAt;
  const corpus = createCorpus(7);
  const times: number[] = [];
  const rows: Row[] = [];
  for (const { name, make } of QUERY_KINDS) {
    const found: number[] = [];
    for (let round = 0; round < (quick ? 5 : PER_KIND) + WARM_UP; round += 1) {
      const before = performance.now();
      await engine.search(OWNER, { query: make(corpus), filter: {}, limit: 10 });
      if (round >= WARM_UP) found.push(performance.now() - before);
    }
    times.push(...found);
    rows.push({
      label: `search, ${name}`,
      value: percentile(found),
      unit: "ms",
      note: `p50 ${median(found).toFixed(1)} ms`,
    });
  }
  await engine.close();
  const note = `indexed in ${(indexedMs / 1000).toFixed(0)} s`;
  return [{ label: "search, p95 of all", value: percentile(times), unit: "ms", bound, note }, ...rows];
}

function percentile(values: readonly number[]): number {
  const sorted = values.toSorted((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * 0.95))] ?? Number.NaN;
}
