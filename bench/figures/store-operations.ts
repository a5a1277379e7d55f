import { copyFileSync } from "node:fs";
import path from "node:path";
import { newId } from "../../src/domain/ids.ts";
import type { Store } from "../../src/domain/store.ts";
import { type Corpus, createCorpus, type Note } from "../harness/corpus.ts";
import { callerOf, DATABASE, OWNER, openRaw, openServices } from "../harness/database.ts";
import type { Figure, Row } from "../harness/figure.ts";
import { fillPostgresDatabase, fillSqliteDatabase } from "../harness/filled-store.ts";
import { type BenchServer, openPostgres, startBenchServer, withBare } from "../harness/postgres.ts";
import { createRawPostgres, createRawSqlite, type RawStore } from "../harness/raw-store.ts";
import { interleave, median, ratioOf } from "../harness/rounds.ts";
import { createWriter } from "../harness/search-corpus.ts";
import type { Workshop } from "../harness/workshop.ts";

const ENTRIES = 10_000;
const TAG = "tag-5";
const { author } = callerOf("bench");

/** A store and plain statements, on two databases with the same entries. */
interface Pair {
  readonly engine: string;
  readonly store: Store;
  readonly storeIds: readonly string[];
  readonly raw: RawStore;
  readonly rawIds: readonly string[];
}

interface Operation {
  readonly name: string;
  /** Calls a round. */
  readonly calls: number;
  own(store: Store, id: string, note: Note): Promise<unknown>;
  raw(raw: RawStore, id: string, note: Note): unknown;
}

const OPERATIONS: readonly Operation[] = [
  {
    name: "insert",
    calls: 100,
    own: (store, _id, { type, source, tags, description, content }) => {
      const data = { description, learned_from: "conversation", content, content_type: "text/plain" };
      return store.entries.insert(OWNER, { id: newId(), type, source, tags, data }, author);
    },
    raw: (raw, _id, note) => raw.insert(note),
  },
  {
    name: "one entry by id",
    calls: 500,
    own: (store, id) => store.entries.findById(OWNER, id),
    raw: (raw, id) => raw.find(id),
  },
  {
    name: "newest 20",
    calls: 200,
    own: (store) => store.entries.list(OWNER, {}, { limit: 20 }),
    raw: (raw) => raw.newest(),
  },
  {
    name: "newest 20 with a tag",
    calls: 200,
    own: (store) => store.entries.list(OWNER, { tags: [TAG] }, { limit: 20 }),
    raw: (raw) => raw.tagged(TAG),
  },
  {
    name: "update",
    calls: 100,
    own: (store, id, { description }) =>
      store.entries.change(
        OWNER,
        id,
        ({ source, tags, data }) => ({ kind: "updated", source, tags, data: { ...data, description } }),
        author,
      ),
    raw: (raw, id, { description }) => raw.update(id, description),
  },
  {
    name: "delete",
    calls: 50,
    own: (store, id) => store.trash.trash(OWNER, { by: "id", id }, author),
    raw: (raw, id) => raw.trash(id),
  },
];

export const storeOperations: Figure = {
  name: "store-operations",
  title: "operations of the stores, speed against plain statements that do the same",
  method: `In process, one call after the other, each on a database of its own with the same ${ENTRIES.toLocaleString("en")} entries. The plain statements are prepared, write the same rows into the same tables, read the same columns and parse the same JSON; they check nothing. On Postgres they run as a superuser, without row-level security, on one connection, each waited for, where the store sends several at once; an insert is the store's own statement. Commits are durable.`,
  async measure(workshop) {
    const server = await startBenchServer(workshop.root);
    try {
      return [...(await measureSqlite(workshop)), ...(await measurePostgres(workshop, server))];
    } finally {
      await server.stop();
    }
  },
};

const sizeOf = ({ quick }: Workshop): number => (quick ? 1_000 : ENTRIES);

async function measureSqlite(workshop: Workshop): Promise<readonly Row[]> {
  const { at, ids } = await fillSqliteDatabase(workshop, sizeOf(workshop));
  const copy = path.join(workshop.makeDir(), DATABASE);
  copyFileSync(at, copy);
  const { services, close } = await openServices(workshop.root, at);
  const db = openRaw(copy);
  const raw = createRawSqlite(db);
  try {
    return await measureAll(workshop, {
      engine: "SQLite",
      store: services.store,
      storeIds: ids,
      raw,
      rawIds: ids,
    });
  } finally {
    db.close();
    await close();
  }
}

async function measurePostgres(workshop: Workshop, server: BenchServer): Promise<readonly Row[]> {
  const [own, plain] = [
    await fillPostgresDatabase(server, sizeOf(workshop)),
    await fillPostgresDatabase(server, sizeOf(workshop)),
  ];
  const store = await openPostgres(workshop.root, own.at);
  try {
    return await withBare(plain.adminUrl, (client) =>
      measureAll(workshop, {
        engine: "Postgres",
        store,
        storeIds: own.ids,
        raw: createRawPostgres(client),
        rawIds: plain.ids,
      }),
    );
  } finally {
    await store.close();
  }
}

async function measureAll({ quick, say }: Workshop, pair: Pair): Promise<readonly Row[]> {
  const corpus: Corpus = createCorpus(51);
  const toNote = createWriter(51);
  const rows: Row[] = [];
  for (const operation of OPERATIONS) {
    say(`store-operations: ${pair.engine}, ${operation.name}`);
    const calls = quick ? 10 : operation.calls;
    const made = { own: 0, raw: 0 };
    const time = async (name: "own" | "raw", ids: readonly string[]): Promise<number> => {
      const notes = Array.from({ length: calls }, () => toNote(corpus.note()));
      const startedAt = performance.now();
      for (const note of notes) {
        const id = ids[made[name] % ids.length] ?? "";
        made[name] += 1;
        if (name === "own") await operation.own(pair.store, id, note);
        else await operation.raw(pair.raw, id, note);
      }
      return ((performance.now() - startedAt) * 1000) / calls;
    };
    const variants = { own: () => time("own", pair.storeIds), raw: () => time("raw", pair.rawIds) };
    await interleave(2, variants);
    const times = await interleave(quick ? 2 : 21, variants);
    rows.push({
      label: `${pair.engine}, ${operation.name}`,
      ...ratioOf(times.raw, times.own),
      unit: "ratio",
      note: `${median(times.own).toFixed(0)} against ${median(times.raw).toFixed(0)} us`,
    });
  }
  return rows;
}
