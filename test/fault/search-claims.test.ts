import { join } from "node:path";
import { setImmediate as nextTurn } from "node:timers/promises";
import Database from "better-sqlite3";
import { afterEach, beforeEach, expect, it } from "vitest";
import { parseOwner } from "../../src/domain/owner.ts";
import type { Store } from "../../src/domain/store.ts";
import { openSqliteStore } from "../../src/store/sqlite/open.ts";
import { openSqliteSearch } from "../../src/store/sqlite/open-search.ts";
import { createTestClock, MIGRATIONS, silent, type TestClock } from "../contract/backends.ts";
import { loadAnalyser } from "../helpers/analyser.ts";
import { makeTempDir } from "../helpers/temp-dir.ts";

const OWNER = parseOwner("ada");
const AUTHOR = { by: "test", tool: "remember" };
const DAY_MS = 86_400_000;

let path: string;
let store: Store;
let clock: TestClock;

beforeEach(async () => {
  path = join(makeTempDir(), "awareness.db");
  clock = createTestClock();
  store = await openSqliteStore({
    path,
    migrationsDir: MIGRATIONS,
    autoMigrate: true,
    clock,
    log: silent,
    loadAnalyser,
  });
});
afterEach(() => store.close());

/** Letters only, so that each is one term. */
const wordOf = (number: number) =>
  `unique${[...String(number)].map((digit) => "abcdefghij"[Number(digit)]).join("")}z`;

async function write(from: number, to: number): Promise<void> {
  const numbers = Array.from({ length: to - from }, (_, index) => from + index);
  await Promise.all(
    numbers.map((number) => {
      const data = { description: `everywhere ${wordOf(number)}` };
      const entry = { id: `n${number}`, type: "note" as const, source: "home", tags: [], data };
      return store.entries.insert(OWNER, entry, AUTHOR);
    }),
  );
}

function query<T>(sql: string): T {
  const db = new Database(path, { readonly: true });
  try {
    return db.prepare<[], T>(sql).pluck().get() as T;
  } finally {
    db.close();
  }
}

const countRows = () => query<number>("SELECT count(*) FROM search_postings");
const openSearch = async () => openSqliteSearch({ path, clock, log: silent, analyser: await loadAnalyser() });

async function idsOf(words: string): Promise<readonly string[]> {
  const { hits } = await store.search.search(OWNER, { query: words, filter: {}, limit: 5 });
  return hits.map(({ entry }) => entry.id);
}

it("a process whose claim on an index ran out leaves it to the one that took over, and nothing is lost", async () => {
  await write(0, 3_000);
  const [slow, quick] = [await openSearch(), await openSearch()];
  const slept = slow.indexer.run({ all: true });
  while (countRows() < 500) await nextTurn();
  // As after a sleep of the machine: the first has not ended, and its minute is over.
  clock.advance(DAY_MS / 24);
  await Promise.all([slept, quick.indexer.run({ all: true })]);
  await quick.indexer.run({ all: true });
  for (const { close } of [slow, quick]) close();

  expect(query("SELECT count(*) FROM search_documents")).toBe(3_000);
  expect(query("SELECT sum(found) FROM search_postings WHERE term = 'everywhere'")).toBe(3_000);
  expect(query("SELECT count(*) FROM search_segments WHERE live = 0")).toBe(0);
  expect(
    query("SELECT count(*) FROM search_postings WHERE segment NOT IN (SELECT segment FROM search_segments)"),
  ).toBe(0);
  for (const number of [0, 77, 1_023, 1_024, 2_999])
    expect(await idsOf(wordOf(number))).toEqual([`n${number}`]);
});

it("words of edited and deleted entries leave the index within a day, whatever was merged before", async () => {
  for (let part = 0; part < 12; part += 1) {
    await write(part * 130, part * 130 + 130);
    await store.search.update({ all: true });
  }
  const edited = Array.from({ length: 300 }, (_, number) => `n${number * 2}`);
  const change = () => ({ kind: "updated", data: { description: "rewritten" } }) as const;
  await Promise.all(edited.map((id) => store.entries.change(OWNER, id, change, AUTHOR)));
  await store.trash.trash(OWNER, { by: "id", id: "n1" }, AUTHOR);
  await store.search.update({ all: true });
  clock.advance(2 * DAY_MS);
  await store.search.update({ all: true });

  expect(query(`SELECT count(*) FROM search_postings WHERE term = '${wordOf(0)}'`)).toBe(0);
  expect(query(`SELECT count(*) FROM search_postings WHERE term = '${wordOf(1)}'`)).toBe(0);
  expect(query("SELECT sum(found) FROM search_postings WHERE term = 'everywhere'")).toBe(12 * 130 - 301);
  expect(query("SELECT sum(found) FROM search_postings WHERE term = 'rewritten'")).toBe(300);
  expect(await idsOf(wordOf(3))).toEqual(["n3"]);
  // As a phrase: a word alone is taken for a misspelt one.
  expect(await idsOf(`"${wordOf(4)}"`)).toEqual([]);
});

it("few notes of much text are indexed as well, and found before they are", async () => {
  for (let number = 0; number < 12; number += 1) {
    const content = Array.from({ length: 5_000 }, (_, index) => wordOf(number * 100_000 + index)).join(" ");
    const entry = {
      id: `big${number}`,
      type: "note" as const,
      source: "home",
      tags: [],
      data: { description: `volume ${number}`, content },
    };
    await store.entries.insert(OWNER, entry, AUTHOR);
  }
  expect(await store.isSearchBehind(1)).toBe(true);
  expect(await idsOf(wordOf(1_100_001))).toEqual(["big11"]);
  await store.search.update({ all: false });
  expect(await idsOf(wordOf(5))).toEqual(["big0"]);
  expect(await store.isSearchBehind(1)).toBe(false);
});

it("a newer analyser indexes everything again, and searches go on meanwhile", async () => {
  await write(0, 2_500);
  await store.search.update({ all: true });
  const newer = { ...(await loadAnalyser()), version: 2 };
  const { indexer, close } = await openSqliteSearch({ path, clock, log: silent, analyser: newer });
  const running = indexer.run({ all: false });
  while (query<number>("SELECT count(*) FROM search_segments WHERE analyser = 2 AND live = 1") === 0)
    await nextTurn();
  expect(await idsOf(wordOf(2_499))).toEqual(["n2499"]);
  expect(await idsOf(wordOf(0))).toEqual(["n0"]);
  await running;
  close();
  expect(query("SELECT count(*) FROM search_segments WHERE analyser = 1")).toBe(0);
  expect(query("SELECT sum(found) FROM search_postings WHERE term = 'everywhere'")).toBe(2_500);
  expect(query("SELECT sum(entries) FROM search_languages")).toBe(2_500);
  // The older program leaves what it does not understand alone.
  await store.search.update({ all: true });
  expect(query("SELECT count(*) FROM search_segments WHERE analyser = 1")).toBe(0);
});
