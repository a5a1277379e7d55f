import type { Client } from "pg";
import { newId } from "../../src/domain/ids.ts";
import type { Store } from "../../src/domain/store.ts";
import { ENTRY_COLUMNS, IS_LIVE } from "../../src/store/shared/entry-row.ts";
import { startWireProxy } from "../../test/helpers/postgres/wire-proxy.ts";
import { type Corpus, createCorpus } from "../harness/corpus.ts";
import { callerOf, OWNER } from "../harness/database.ts";
import type { Figure, Row } from "../harness/figure.ts";
import { fillPostgres } from "../harness/load-postgres.ts";
import { type BenchServer, openPostgres, startBenchServer, withBare } from "../harness/postgres.ts";
import { interleave, median, ratioOf } from "../harness/rounds.ts";
import type { Workshop } from "../harness/workshop.ts";

const DELAY_MS = 1;

const TINY = "CREATE TABLE tiny (n bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, v int)";
const ADD_TINY = { name: "tiny", text: "INSERT INTO tiny (v) VALUES ($1)" };
const NEWEST = {
  name: "newest",
  text: `SELECT ${ENTRY_COLUMNS} FROM entries e
          WHERE e.owner_id = $1 AND ${IS_LIVE.replaceAll(":now", "$2")} ORDER BY e.rev DESC LIMIT 20`,
  rowMode: "array",
} as const;

export const postgres: Figure = {
  name: "postgres",
  title: "the Postgres store against bare statements",
  method:
    "A Postgres of its own with fsync on. A new entry (with tags, rev and row-level security, one round trip) against a bare connection that commits one row of one number in a table of its own, one client each. The newest 20 of 10,000 entries through the store, with row-level security, against the same SELECT by a superuser with a plain WHERE, both through a proxy that holds every byte back 1 ms each way.",
  async measure(workshop) {
    const server = await startBenchServer(workshop.root);
    try {
      return [await compareWrites(workshop, server), await compareReads(workshop, server)];
    } finally {
      await server.stop();
    }
  },
};

async function compareWrites({ root, quick }: Workshop, server: BenchServer): Promise<Row> {
  const { url, adminUrl } = await server.makeDatabase();
  const store = await openPostgres(root, url);
  const corpus = createCorpus(5);
  return withBare(adminUrl, async (client) => {
    await client.query(TINY);
    const calls = quick ? 50 : 300;
    const variants = {
      own: () => timeEach(calls, () => insertNote(store, corpus)),
      tiny: () => timeEach(calls, () => client.query({ ...ADD_TINY, values: [1] })),
    };
    await interleave(2, variants);
    const times = await interleave(quick ? 3 : 21, variants);
    await store.close();
    return {
      label: "remember, speed against a commit of one tiny row",
      ...ratioOf(times.tiny, times.own),
      unit: "ratio",
      bound: { better: "more", floor: 0.3, aim: 0.5 },
      note: `${median(times.own).toFixed(0)} against ${median(times.tiny).toFixed(0)} us`,
    };
  });
}

function insertNote(store: Store, corpus: Corpus): Promise<unknown> {
  const { source, tags, description, content } = corpus.note();
  const data = { description, content, learned_from: "conversation" };
  return store.entries.insert(
    OWNER,
    { id: newId(), type: "note", source, tags, data },
    callerOf("remember").author,
  );
}

async function compareReads({ root, quick }: Workshop, server: BenchServer): Promise<Row> {
  const { url, adminUrl } = await server.makeDatabase();
  await fillPostgres(adminUrl, quick ? 1_000 : 10_000);
  const proxy = await startWireProxy(
    { host: server.cluster.host, port: server.cluster.port },
    { delayMs: DELAY_MS },
  );
  const store = await openPostgres(root, proxy.through(url));
  try {
    return await withBare(proxy.through(adminUrl), async (client: Client) => {
      const calls = quick ? 20 : 100;
      const variants = {
        own: () => timeEach(calls, () => store.entries.list(OWNER, {}, { limit: 20 })),
        plain: () => timeEach(calls, () => client.query({ ...NEWEST, values: [OWNER, Date.now()] })),
      };
      await interleave(2, variants);
      const times = await interleave(quick ? 3 : 21, variants);
      return {
        label: `newest 20 with row-level security against a plain WHERE, ${2 * DELAY_MS} ms away`,
        ...ratioOf(times.own, times.plain),
        unit: "ratio",
        bound: { better: "less", floor: 1.3, aim: 1.15 },
        note: `${(median(times.own) / 1000).toFixed(2)} against ${(median(times.plain) / 1000).toFixed(2)} ms`,
      };
    });
  } finally {
    await store.close();
    await proxy.close();
  }
}

/** Microseconds a call. */
async function timeEach(calls: number, call: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now();
  for (let made = 0; made < calls; made += 1) await call();
  return ((performance.now() - startedAt) * 1000) / calls;
}
