import path from "node:path";
import Database from "better-sqlite3";
import { newId } from "../../src/domain/ids.ts";
import type { Services } from "../../src/domain/services.ts";
import type { UndoRequest } from "../../src/domain/undo/plan-undo.ts";
import { undoWriter } from "../../src/domain/undo/undo-writer.ts";
import { createCorpus } from "../harness/corpus.ts";
import { DATABASE, OWNER, openServices } from "../harness/database.ts";
import type { Bound, Figure, Row } from "../harness/figure.ts";
import { makeFilledDatabase } from "../harness/load-entries.ts";
import { fillPostgres } from "../harness/load-postgres.ts";
import { openPostgres, startBenchServer, withBare } from "../harness/postgres.ts";
import { median, summarize } from "../harness/rounds.ts";
import type { Workshop } from "../harness/workshop.ts";

const ENTRIES = 100_000;
const POISONED = 1_000;
const POISON = { by: "poison", client: "bench", tool: "remember" } as const;
const REQUEST: UndoRequest = { writer: { name: POISON.by, verified: true }, force: false };
const AT_MOST: Bound = { better: "less", floor: 5_000, aim: 2_000 };

type Store = Services["store"];

export const undo: Figure = {
  name: "undo",
  title: `taking back ${POISONED} entries of one writer among ${ENTRIES}, planning included`,
  method:
    "Half of them are entries that the writer made, half are entries of others that it changed; then the undo is undone, and so on. Each time every entry that is not the writer's is checked to be as it was, by its rev. Nothing tells where to begin (no --since), so that all entries are looked at.",
  async measure(workshop) {
    return [...(await onSqlite(workshop)), ...(await onPostgres(workshop))];
  },
};

const sizeOf = ({ quick }: Workshop): number => (quick ? 2 * POISONED : ENTRIES);

async function onSqlite(workshop: Workshop): Promise<readonly Row[]> {
  const file = path.join(workshop.makeDir(), DATABASE);
  await makeFilledDatabase(workshop.root, file, sizeOf(workshop));
  const { services, close } = await openServices(workshop.root, file);
  const readRevs = () => {
    const db = new Database(file, { readonly: true });
    const rows = db
      .prepare<[], [string, string, number]>("SELECT owner_id, id, rev FROM entries")
      .raw()
      .all();
    db.close();
    return new Map(rows.map(([owner, id, rev]) => [`${owner} ${id}`, rev]));
  };
  try {
    return await measureStore("SQLite", services.store, async () => readRevs(), workshop.quick);
  } finally {
    await close();
  }
}

async function onPostgres(workshop: Workshop): Promise<readonly Row[]> {
  const { root, quick } = workshop;
  const server = await startBenchServer(root);
  try {
    const { url, adminUrl } = await server.makeDatabase();
    await fillPostgres(adminUrl, sizeOf(workshop));
    const store = await openPostgres(root, url);
    const readRevs = async () => {
      const { rows } = await withBare(adminUrl, (client) =>
        client.query<{ key: string; rev: string }>("SELECT owner_id || ' ' || id AS key, rev FROM entries"),
      );
      return new Map(rows.map(({ key, rev }) => [key, Number(rev)]));
    };
    try {
      return await measureStore("Postgres", store, readRevs, quick);
    } finally {
      await store.close();
    }
  } finally {
    await server.stop();
  }
}

async function measureStore(
  name: string,
  store: Store,
  readRevs: () => Promise<ReadonlyMap<string, number>>,
  quick: boolean,
): Promise<readonly Row[]> {
  const services = { store, clock: { now: () => Date.now() }, newId };
  const theirs = await poison(store);
  const before = await readRevs();
  const times: Record<"undo" | "redo", number[]> = { undo: [], redo: [] };
  let writer: string = POISON.by;
  for (let round = 0; round < (quick ? 2 : 10); round += 1) {
    const startedAt = performance.now();
    const request = { ...REQUEST, writer: { name: writer, verified: true } };
    const result = await undoWriter(services, OWNER, request);
    times[round % 2 === 0 ? "undo" : "redo"].push(performance.now() - startedAt);
    writer = result.writer;
    check(
      name,
      result.entries.map(({ id }) => id),
      theirs,
      before,
      await readRevs(),
    );
  }
  const row = (label: string, found: readonly number[]): Row => ({
    label: `${name}, ${label}`,
    ...summarize(found),
    unit: "ms",
    bound: AT_MOST,
    note: `${((median(found) * 1000) / POISONED).toFixed(0)} us an entry; 0 others touched`,
  });
  return [row("undo", times.undo), row("undo of the undo", times.redo)];
}

/** Makes one half, changes another; answers the ids of both. */
async function poison(store: Store): Promise<ReadonlySet<string>> {
  const corpus = createCorpus(5);
  const listed = await store.entries.list(OWNER, { types: ["note"] }, { limit: POISONED / 2 });
  const theirs = new Set(listed.map(({ id }) => id));
  for (const { id } of listed) {
    await store.entries.change(
      OWNER,
      id,
      () => ({ kind: "updated", data: { description: "poison" } }),
      POISON,
    );
  }
  for (let made = 0; made < POISONED / 2; made += 1) {
    const { source, tags, description } = corpus.note();
    const entry = { id: newId(), type: "note", source, tags, data: { description } } as const;
    await store.entries.insert(OWNER, entry, POISON);
    theirs.add(entry.id);
  }
  return theirs;
}

/** @throws Error when another entry has changed, or one of the writer's has not been undone. */
function check(
  name: string,
  undone: readonly string[],
  theirs: ReadonlySet<string>,
  before: ReadonlyMap<string, number>,
  after: ReadonlyMap<string, number>,
): void {
  const mine = new Set([...theirs].map((id) => `${OWNER} ${id}`));
  const touched = [...after].filter(([key, rev]) => before.get(key) !== rev).map(([key]) => key);
  const others = touched.filter((key) => !mine.has(key));
  if (others.length > 0 || after.size !== before.size)
    throw new Error(`${name}: ${others.length} others touched`);
  if (undone.length !== theirs.size || touched.length !== theirs.size) {
    throw new Error(`${name}: ${touched.length} of ${theirs.size} undone`);
  }
}
