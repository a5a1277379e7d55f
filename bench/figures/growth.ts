import { buildBriefing } from "../../src/domain/briefing/briefing.ts";
import { deleteEntries } from "../../src/domain/entries/delete-entries.ts";
import { listKnowledge } from "../../src/domain/entries/list-knowledge.ts";
import { remember } from "../../src/domain/entries/remember.ts";
import { updateEntry } from "../../src/domain/entries/update-entry.ts";
import { createCorpus, type Note } from "../harness/corpus.ts";
import { callerOf, OWNER } from "../harness/database.ts";
import type { Bound, Figure, Row } from "../harness/figure.ts";
import {
  type FilledStore,
  fillPostgresDatabase,
  fillSqliteDatabase,
  indexAll,
  openPostgresStore,
  openSqliteStore,
} from "../harness/filled-store.ts";
import { type BenchServer, startBenchServer } from "../harness/postgres.ts";
import { interleave, median, summarize } from "../harness/rounds.ts";
import { createWriter, QUERY_KINDS } from "../harness/search-corpus.ts";
import { openPostgresEngine, openSqliteEngine } from "../harness/search-index.ts";
import type { Workshop } from "../harness/workshop.ts";

const ROUNDS = 9;
const CALLS = 40;
/** To index more than that in Postgres takes longer than all the rest. */
const MOST_INDEXED = 100_000;

type Engine = "SQLite" | "Postgres";

interface Sized extends FilledStore {
  readonly engine: Engine;
  readonly entries: number;
  /** Made-up notes, and queries of a kind of `QUERY_KINDS`. */
  readonly supply: Supply;
}

interface Supply {
  note(): Note;
  query(kind: string): string;
}

interface Operation {
  readonly name: string;
  /** What 1,000,000 entries may cost at most, ms. */
  readonly most?: Readonly<Partial<Record<Engine, number>>>;
  /** Done before each call and not timed. */
  before?(store: Sized): Promise<unknown>;
  /** `call` counts up over all rounds, beginning with 0. */
  run(store: Sized, call: number): Promise<unknown>;
}

const OPERATIONS: readonly Operation[] = [
  { name: "remember", run: write },
  {
    name: "one entry by id",
    run: ({ services, ids }, call) => services.store.entries.findById(OWNER, idAt(ids, call)),
  },
  {
    name: "newest 20",
    run: ({ services }) => listKnowledge(services, callerOf("get_knowledge"), { limit: 20 }),
  },
  {
    name: "20 with both of two tags",
    most: { SQLite: 10, Postgres: 25 },
    run: ({ services }) =>
      listKnowledge(services, callerOf("get_knowledge"), { limit: 20, tags: ["tag-0", "tag-40"] }),
  },
  { name: "search for a rare word", most: { SQLite: 10 }, run: (store) => search(store, "rare word") },
  { name: "search for a common word", most: { SQLite: 50 }, run: (store) => search(store, "common word") },
  {
    name: "briefing after a write",
    most: { SQLite: 5 },
    before: write,
    run: ({ services }) => buildBriefing(services, callerOf("get_briefing"), {}),
  },
  {
    name: "update",
    run: ({ services, ids }, call) =>
      updateEntry(services, callerOf("update_entry"), {
        entry_id: idAt(ids, call),
        description: `Changed for the ${call}th time`,
      }),
  },
  {
    name: "delete",
    run: ({ services, ids }, call) =>
      deleteEntries(services, callerOf("delete_entry"), {
        // From the other end, so that what is read and changed is still there.
        entry_id: idAt(ids, ids.length - 1 - call),
        confirm: true,
      }),
  },
];

export const growth: Figure = {
  name: "growth",
  title: "time of a call as the store grows, ms",
  axis: "entries in the store",
  method: `In process, without a transport: use cases on entries of 45 words of a year, nine in ten of one owner, words and tags by Zipf's law. All sizes of both engines are open at once and take turns, ${CALLS} calls each a round, ${ROUNDS} rounds; values are medians over the rounds of the mean of a round. Writes are durable. Postgres runs on the same machine, and its index of words is made up to ${MOST_INDEXED.toLocaleString("en")} entries (see \`postgres-million\`).`,
  async measure(workshop) {
    const server = await startBenchServer(workshop.root);
    const stores: Sized[] = [];
    try {
      for (const entries of workshop.quick ? [500, 2_000] : [1_000, 10_000, 100_000, 1_000_000]) {
        stores.push(await openSqlite(workshop, entries));
        stores.push(await openPostgres(workshop, server, entries));
      }
      const rows: Row[] = [];
      for (const operation of OPERATIONS) rows.push(...(await measureOperation(workshop, operation, stores)));
      return rows;
    } finally {
      for (const store of stores) await store.close();
      await server.stop();
    }
  },
};

async function openSqlite(workshop: Workshop, entries: number): Promise<Sized> {
  workshop.say(`growth: SQLite, ${entries}`);
  const filled = await fillSqliteDatabase(workshop, entries);
  const engine = await indexAll(await openSqliteEngine(filled.at));
  return {
    ...(await openSqliteStore(workshop, filled, engine)),
    engine: "SQLite",
    entries,
    supply: createSupply(),
  };
}

async function openPostgres(workshop: Workshop, server: BenchServer, entries: number): Promise<Sized> {
  workshop.say(`growth: Postgres, ${entries}`);
  const filled = await fillPostgresDatabase(server, entries);
  const engine = entries > MOST_INDEXED ? undefined : await indexAll(await openPostgresEngine(filled.at));
  return {
    ...(await openPostgresStore(workshop, filled, engine)),
    engine: "Postgres",
    entries,
    supply: createSupply(),
  };
}

async function measureOperation(
  { quick, say }: Workshop,
  operation: Operation,
  stores: readonly Sized[],
): Promise<readonly Row[]> {
  say(`growth: ${operation.name}`);
  const able = stores.filter(({ search: engine }) => engine !== undefined || !isSearch(operation));
  const calls = quick ? 3 : CALLS;
  const made = new Map<Sized, number>();
  const time = async (store: Sized): Promise<number> => {
    let spent = 0;
    for (let count = 0; count < calls; count += 1) {
      const call = made.get(store) ?? 0;
      made.set(store, call + 1);
      await operation.before?.(store);
      const startedAt = performance.now();
      await operation.run(store, call);
      spent += performance.now() - startedAt;
    }
    return spent / calls;
  };
  const variants = Object.fromEntries(able.map((store) => [labelOf(store), () => time(store)]));
  await interleave(1, variants);
  const times = await interleave(quick ? 2 : ROUNDS, variants);
  return able
    .toSorted((one, other) => other.engine.localeCompare(one.engine))
    .map((store) => {
      const least = able.find(({ engine }) => engine === store.engine) ?? store;
      const [own, first] = [times[labelOf(store)] ?? [], times[labelOf(least)] ?? []];
      const { engine, entries } = store;
      return {
        label: `${operation.name}, ${labelOf(store)}`,
        ...summarize(own),
        unit: "ms",
        point: { plot: operation.name, series: engine, x: entries },
        ...boundOf(operation, store),
        ...(store === least
          ? {}
          : { note: `${(median(own) / median(first)).toFixed(2)} times that at ${count(least.entries)}` }),
      };
    });
}

function boundOf({ most }: Operation, { engine, entries }: Sized): { readonly bound?: Bound } {
  const floor = most?.[engine];
  return floor === undefined || entries < 1_000_000 ? {} : { bound: { better: "less", floor } };
}

const isSearch = ({ name }: Operation): boolean => name.startsWith("search");

const count = (entries: number): string => entries.toLocaleString("en");

const labelOf = ({ engine, entries }: Sized): string => `${engine}, ${count(entries)} entries`;

const idAt = (ids: readonly string[], at: number): string => ids[at % ids.length] ?? "";

function createSupply(): Supply {
  const corpus = createCorpus(31);
  const toNote = createWriter(31);
  return {
    note: () => toNote(corpus.note()),
    query: (kind) => QUERY_KINDS.find(({ name }) => name === kind)?.make(corpus) ?? "",
  };
}

function write({ services, supply }: Sized): Promise<unknown> {
  const { source, tags, description, content } = supply.note();
  const note = { source, tags, description, content, learned_from: "conversation" };
  return remember(services, callerOf("remember"), note);
}

async function search({ search: engine, supply }: Sized, kind: string): Promise<unknown> {
  return engine?.search(OWNER, { query: supply.query(kind), filter: {}, limit: 10 });
}
