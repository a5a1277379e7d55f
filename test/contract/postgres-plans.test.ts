import { afterAll, beforeAll, expect, it } from "vitest";
import type { EntryFilter } from "../../src/domain/entries/entry-store.ts";
import { toFilterParts } from "../../src/store/postgres/entry-filter.ts";
import { countSql, listSql } from "../../src/store/postgres/entry-query.ts";
import { plannedSql, valuesOf } from "../../src/store/postgres/sql.ts";
import { withClient } from "../helpers/postgres/client.ts";
import { createTestClock, openPostgres, START } from "./backends.ts";
import { alice, anEntry, author } from "./fixtures.ts";
import { type FreshDatabase, takeDatabase } from "./postgres-backend.ts";

const ENTRIES = 3_000;
const PAGE = 300;
const SHORT_PAGE = 20;
const DAY_MS = 86_400_000;
/** For each row of a page: the row, its place in two indexes, and a look for each tag. */
const BLOCKS_A_ROW = 25;

let database: FreshDatabase;

beforeAll(async () => {
  database = await takeDatabase();
  const clock = createTestClock();
  const store = await openPostgres(database.url, clock);
  const insert = (n: number) => {
    const tags = ["common", ...(n % 100 === 0 ? ["rare"] : []), ...(n < ENTRIES / 2 ? ["early"] : [])];
    return store.entries.insert(alice, anEntry({ tags, source: n % 2 === 0 ? "even" : "odd" }), author);
  };
  for (let done = 0; done < ENTRIES; done += 500)
    await Promise.all(Array.from({ length: 500 }, (_, n) => insert(done + n)));
  clock.advance(DAY_MS);
  await store.entries.insert(alice, anEntry({ tags: ["late"] }), author);
  await store.close();
});

afterAll(() => database.giveBack());

/** Blocks of 8 kB that a page reads, and its rows; Postgres knows nothing of the tables' content. */
async function readPage(filter: EntryFilter, before: number, limit: number) {
  const parts = toFilterParts(filter);
  if (parts === undefined) throw new Error("The filter matches nothing");
  const statement = plannedSql(listSql(filter, parts))();
  const present = { now: START, nowText: new Date(START).toISOString() };
  const values = { ...parts.values, ...present, owner: alice, before, limit, offset: 0 };
  return withClient(database.adminUrl, async (client) => {
    await client.query(
      "DELETE FROM pg_statistic WHERE starelid IN ('entries'::regclass, 'entry_tags'::regclass)",
    );
    const text = `EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) ${statement.text}`;
    const { rows } = await client.query(text, valuesOf(statement, values));
    const { Plan: plan } = rows[0]["QUERY PLAN"][0];
    return { rows: plan["Actual Rows"], blocks: plan["Shared Hit Blocks"] + plan["Shared Read Blocks"] };
  });
}

it.each<[string, EntryFilter, number]>([
  ["a common tag", { tags: ["common"] }, PAGE],
  ["a common tag and a source", { tags: ["common"], source: "odd" }, 199],
  ["a common tag and a type", { tags: ["common"], types: ["note"] }, PAGE],
  ["a common tag and a rare one", { tags: ["common", "rare"] }, 4],
])(
  "the last page of %s takes no more than its rows, in a table without statistics",
  async (_, filter, rows) => {
    const page = await readPage(filter, 400, PAGE);
    expect(page.rows).toBe(rows);
    expect(page.blocks).toBeLessThan(PAGE * BLOCKS_A_ROW);
  },
);

it.each<[string, readonly string[]]>([
  ["first", ["early", "common"]],
  ["last", ["common", "early"]],
])(
  "of two common tags the one that is rarer among the newest entries is followed, also when named %s",
  async (_, tags) => {
    const page = await readPage({ tags }, Number.MAX_SAFE_INTEGER, SHORT_PAGE);
    expect(page.rows).toBe(SHORT_PAGE);
    expect(page.blocks).toBeLessThan(SHORT_PAGE * BLOCKS_A_ROW);
  },
);

it("what has changed since a time is counted without a look at what is older", async () => {
  const filter: EntryFilter = { types: ["note"], changedSince: START + DAY_MS / 2 };
  const parts = toFilterParts(filter);
  if (parts === undefined) throw new Error("The filter matches nothing");
  const statement = plannedSql(countSql(filter, parts))();
  const now = START + DAY_MS;
  const values = { ...parts.values, now, nowText: new Date(now).toISOString(), owner: alice };
  const blocks = await withClient(database.adminUrl, async (client) => {
    await client.query("ANALYZE entries");
    const text = `EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) ${statement.text}`;
    const { rows } = await client.query(text, valuesOf(statement, values));
    const { Plan: plan } = rows[0]["QUERY PLAN"][0];
    return plan["Shared Hit Blocks"] + plan["Shared Read Blocks"];
  });
  expect(blocks).toBeLessThan(60);
});
