import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, expect, it } from "vitest";
import { createThreadedEngine } from "../../src/app/search/threaded-engine.ts";
import { systemClock } from "../../src/domain/clock.ts";
import { parseOwner } from "../../src/domain/owner.ts";
import type { Analyser } from "../../src/domain/search/terms.ts";
import type { Store } from "../../src/domain/store.ts";
import { openPostgresStore } from "../../src/store/postgres/open.ts";
import { openPostgresSearch } from "../../src/store/postgres/open-search.ts";
import { createTestClock, silent, type TestClock } from "../contract/backends.ts";
import { type FreshDatabase, POSTGRES_MIGRATIONS, takeDatabase } from "../contract/postgres-backend.ts";
import { loadAnalyser } from "../helpers/analyser.ts";
import { withClient } from "../helpers/postgres/client.ts";
import { startCluster } from "../helpers/postgres/cluster.ts";

const OWNER = parseOwner("ada");
const AUTHOR = { by: "test", tool: "remember" };
const DAY_MS = 86_400_000;
const AT_ONCE = 50;
const THREAD = join(import.meta.dirname, "../../dist/search-thread.js");

let database: FreshDatabase;
let store: Store;
let clock: TestClock;

beforeEach(async () => {
  database = await takeDatabase();
  clock = createTestClock();
  store = await openPostgresStore({
    loadAnalyser,
    url: database.url,
    migrationsDir: POSTGRES_MIGRATIONS,
    autoMigrate: false,
    strict: false,
    connections: 8,
    clock,
    log: silent,
  });
});
afterEach(async () => {
  await store.close();
  await database.giveBack();
});

/** Letters only, so that each is one term. */
const wordOf = (number: number) =>
  `unique${[...String(number)].map((digit) => "abcdefghij"[Number(digit)]).join("")}z`;

async function write(from: number, to: number): Promise<void> {
  for (let start = from; start < to; start += AT_ONCE) {
    const numbers = Array.from({ length: Math.min(AT_ONCE, to - start) }, (_, index) => start + index);
    await Promise.all(
      numbers.map((number) => {
        const data = { description: `everywhere ${wordOf(number)}` };
        const entry = { id: `n${number}`, type: "note" as const, source: "home", tags: [], data };
        return store.entries.insert(OWNER, entry, AUTHOR);
      }),
    );
  }
}

/** The only value of a query's only row, as the superuser sees it. */
const query = (sql: string): Promise<number> =>
  withClient(database.adminUrl, async (client) => {
    const { rows } = await client.query({ text: sql, rowMode: "array" });
    return Number(rows[0]?.[0]);
  });

const openSearch = async (analyser?: Analyser) =>
  openPostgresSearch({
    url: database.url,
    clock,
    log: silent,
    analyser: analyser ?? (await loadAnalyser()),
    poolMax: 4,
  });

async function idsOf(words: string): Promise<readonly string[]> {
  const { hits } = await store.search.search(OWNER, { query: words, filter: {}, limit: 5 });
  return hits.map(({ entry }) => entry.id);
}

it("a node whose claim on an index ran out leaves it to the one that took over, and nothing is lost", async () => {
  await write(0, 2_500);
  const [slow, quick] = [await openSearch(), await openSearch()];
  const slept = slow.indexer.run({ all: true });
  while ((await query("SELECT count(*) FROM search_postings")) < 400) await sleep(1);
  // As after a sleep of the machine: the first has not ended, and its minute is over.
  clock.advance(DAY_MS / 24);
  await Promise.all([slept, quick.indexer.run({ all: true })]);
  await quick.indexer.run({ all: true });
  for (const { close } of [slow, quick]) await close();

  expect(await query("SELECT count(*) FROM search_documents")).toBe(2_500);
  expect(await query("SELECT sum(entries) FROM search_languages")).toBe(2_500);
  expect(await query("SELECT sum(found) FROM search_postings WHERE term = 'everywhere'")).toBe(2_500);
  expect(await query("SELECT count(*) FROM search_segments WHERE NOT live")).toBe(0);
  expect(
    await query(
      "SELECT count(*) FROM search_postings WHERE segment NOT IN (SELECT segment FROM search_segments)",
    ),
  ).toBe(0);
  for (const number of [0, 77, 1_024, 2_499]) expect(await idsOf(wordOf(number))).toEqual([`n${number}`]);
});

it("writes while an index is brought up to date are neither lost nor refused", async () => {
  await write(0, 1_200);
  const indexing = store.search.update({ all: true });
  const edits = Array.from({ length: 60 }, (_, number) => `n${number * 20}`);
  const change = () => ({ kind: "updated", data: { description: "rewritten" } }) as const;
  for (const id of edits) await store.entries.change(OWNER, id, change, AUTHOR);
  await store.trash.trash(OWNER, { by: "id", id: "n1" }, AUTHOR);
  await indexing;
  await store.search.update({ all: true });
  clock.advance(2 * DAY_MS);
  await store.search.update({ all: true });

  expect(await query(`SELECT count(*) FROM search_postings WHERE term = '${wordOf(0)}'`)).toBe(0);
  expect(await query(`SELECT count(*) FROM search_postings WHERE term = '${wordOf(1)}'`)).toBe(0);
  expect(await query("SELECT sum(found) FROM search_postings WHERE term = 'rewritten'")).toBe(60);
  expect(await query("SELECT sum(found) FROM search_postings WHERE term = 'everywhere'")).toBe(1_139);
  expect(await query("SELECT sum(entries) FROM search_languages")).toBe(1_199);
});

it("few notes of much text are worth indexing, and nothing waits when all that changed is gone", async () => {
  for (let number = 0; number < 12; number += 1) {
    const content = Array.from({ length: 5_000 }, (_, index) => wordOf(number * 100_000 + index)).join(" ");
    const data = { description: `volume ${number}`, content };
    const entry = { id: `big${number}`, type: "note" as const, source: "home", tags: [], data };
    await store.entries.insert(OWNER, entry, AUTHOR);
  }
  expect(await store.isSearchBehind(1)).toBe(true);
  expect(await idsOf(wordOf(1_100_001))).toEqual(["big11"]);
  await store.search.update({ all: false });
  expect(await idsOf(wordOf(5))).toEqual(["big0"]);
  expect(await store.isSearchBehind(1)).toBe(false);

  for (let number = 0; number < 12; number += 1)
    await store.trash.trash(OWNER, { by: "id", id: `big${number}` }, AUTHOR);
  clock.advance(DAY_MS / 2);
  await store.trash.purge(clock.now(), 100);
  await store.search.update({ all: true });
  expect(
    await query(
      "SELECT count(*) FROM owners o JOIN search_owners s USING (owner_id) WHERE o.rev > s.indexed_rev",
    ),
  ).toBe(0);
  expect(await query("SELECT count(*) FROM search_documents")).toBe(0);
});

it("a newer analyser indexes everything again, and an older program leaves that alone", async () => {
  await write(0, 1_500);
  await store.search.update({ all: true });
  const newer = { ...(await loadAnalyser()), version: 2 };
  const { indexer, close } = await openSearch(newer);
  await indexer.run({ all: false });
  await close();
  await store.search.update({ all: true });
  expect(await query("SELECT count(*) FROM search_segments WHERE analyser = 1")).toBe(0);
  expect(await query("SELECT sum(found) FROM search_postings WHERE term = 'everywhere'")).toBe(1_500);
  expect(await query("SELECT sum(entries) FROM search_languages")).toBe(1_500);
  expect(await idsOf(wordOf(0))).toEqual(["n0"]);
});

it("searches and the upkeep run in a thread with few connections, many at once", async () => {
  await write(0, 500);
  const engine = createThreadedEngine({
    program: THREAD,
    database: { kind: "postgres", url: database.url },
    clock: systemClock,
    log: silent,
  });
  const update = engine.update({ all: true });
  const found = await Promise.all(
    Array.from({ length: 40 }, (_, number) =>
      engine.search(OWNER, { query: wordOf(number), filter: {}, limit: 1 }),
    ),
  );
  await update;
  expect(found.map(({ hits }) => hits[0]?.entry.id)).toEqual(found.map((_, number) => `n${number}`));
  const connections = await query(
    `SELECT count(*) FROM pg_stat_activity WHERE application_name = 'awareness' AND datname = current_database()`,
  );
  expect(connections).toBeLessThanOrEqual(8 + 4);
  await engine.close();
});

it("a search that a lock keeps waiting ends with an error that says so, and the next one is answered", async () => {
  await write(0, 5);
  await withClient(database.adminUrl, async (client) => {
    await client.query("BEGIN; LOCK TABLE search_segments IN ACCESS EXCLUSIVE MODE");
    await expect(idsOf("everywhere")).rejects.toMatchObject({
      code: "unavailable",
      retryable: true,
      message: expect.stringContaining("narrow it"),
    });
    await client.query("ROLLBACK");
  });
  expect(await idsOf("everywhere")).toHaveLength(5);
});

it("every search is answered in time while the server stands still, however many wait", async () => {
  const cluster = await startCluster();
  const options = { url: cluster.adminUrl, migrationsDir: POSTGRES_MIGRATIONS, clock, log: silent };
  const other = await openPostgresStore({
    ...options,
    loadAnalyser,
    autoMigrate: true,
    strict: false,
    connections: 2,
  });
  const target = { kind: "postgres", url: cluster.adminUrl } as const;
  const engine = createThreadedEngine({ program: THREAD, database: target, clock: systemClock, log: silent });
  const ask = async () => {
    const began = performance.now();
    const answer = await engine
      .search(OWNER, { query: "words", filter: {}, limit: 1 })
      .catch((error: unknown) => error);
    return { answer, ms: performance.now() - began };
  };
  expect((await ask()).answer).toMatchObject({ hits: [] });
  await cluster.signal("SIGSTOP");
  const first = Array.from({ length: 12 }, ask);
  await sleep(2_000);
  const second = Array.from({ length: 12 }, ask);
  for (const { answer, ms } of await Promise.all([...first, ...second])) {
    expect(answer).toMatchObject({ code: "unavailable", retryable: true });
    expect(ms).toBeLessThan(20_000);
  }
  await cluster.signal("SIGCONT");
  const { answer, ms } = await ask();
  expect(answer).toMatchObject({ hits: [] });
  expect(ms).toBeLessThan(8_000);
  await engine.close();
  await other.close();
  await cluster.stop();
});
