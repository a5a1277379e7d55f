import type { Client } from "pg";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { EntryFilter } from "../../src/domain/entries/entry-store.ts";
import { countSql } from "../../src/store/postgres/entry-count.ts";
import { toFilterParts } from "../../src/store/postgres/entry-filter.ts";
import { listSql } from "../../src/store/postgres/entry-query.ts";
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
    return store.entries.insert(
      alice,
      anEntry({ tags, source: n % 100 === 50 ? "seldom" : n % 2 === 0 ? "even" : "odd" }),
      author,
    );
  };
  for (let done = 0; done < ENTRIES; done += 500)
    await Promise.all(Array.from({ length: 500 }, (_, n) => insert(done + n)));
  clock.advance(DAY_MS);
  await store.entries.insert(alice, anEntry({ tags: ["late"] }), author);
  await store.close();
  await withClient(database.adminUrl, (client) => client.query("VACUUM entries, entry_tags"));
});

afterAll(() => database.giveBack());

const forgetContent = (client: Client) =>
  client.query("DELETE FROM pg_statistic WHERE starelid IN ('entries'::regclass, 'entry_tags'::regclass)");

/** Blocks of 8 kB that a page reads, and its rows; Postgres knows nothing of the tables' content. */
async function readPage(filter: EntryFilter, before: number, limit: number) {
  const parts = toFilterParts(filter);
  if (parts === undefined) throw new Error("The filter matches nothing");
  const statement = plannedSql(listSql(filter, parts))();
  const present = { now: START, nowText: new Date(START).toISOString() };
  const values = { ...parts.values, ...present, owner: alice, before, limit, offset: 0 };
  return withClient(database.adminUrl, async (client) => {
    await forgetContent(client);
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
    const page = await readPage({ tags, types: ["note", "pattern"] }, Number.MAX_SAFE_INTEGER, SHORT_PAGE);
    expect(page.rows).toBe(SHORT_PAGE);
    expect(page.blocks).toBeLessThan(SHORT_PAGE * BLOCKS_A_ROW);
  },
);

it("a rare source is followed in place of a common tag", async () => {
  const filter: EntryFilter = { tags: ["common"], source: "seldom", types: ["note", "pattern"] };
  const page = await readPage(filter, Number.MAX_SAFE_INTEGER, SHORT_PAGE);
  expect(page.rows).toBe(SHORT_PAGE);
  expect(page.blocks).toBeLessThan(SHORT_PAGE * BLOCKS_A_ROW);
});

it("where a tag is rare, nothing else is weighed", async () => {
  const filter: EntryFilter = { tags: ["rare"], source: "even", types: ["note", "pattern"] };
  const page = await readPage(filter, Number.MAX_SAFE_INTEGER, SHORT_PAGE);
  expect(page.rows).toBe(SHORT_PAGE);
  expect(page.blocks).toBeLessThan(SHORT_PAGE * 20);
});

/** How many rows are read from tables and indexes below a step of a plan. */
// biome-ignore lint/suspicious/noExplicitAny: a plan has many kinds of steps
function rowsRead(step: any): number {
  const below: readonly unknown[] = step.Plans ?? [];
  const each = step["Actual Rows"] + (step["Rows Removed by Filter"] ?? 0);
  const own = step["Relation Name"] === undefined ? 0 : each * step["Actual Loops"];
  return below.reduce<number>((sum, other) => sum + rowsRead(other), own);
}

/** Blocks of 8 kB and rows that a count reads, and what it answers. */
async function readCount(filter: EntryFilter, now: number, knowing: "ANALYZE" | "VACUUM") {
  const parts = toFilterParts(filter);
  if (parts === undefined) throw new Error("The filter matches nothing");
  const statement = plannedSql(countSql(filter, parts))();
  const values = valuesOf(statement, {
    ...parts.values,
    now,
    nowText: new Date(now).toISOString(),
    owner: alice,
  });
  return withClient(database.adminUrl, async (client) => {
    await client.query(`${knowing} entries, entry_tags`);
    if (knowing === "VACUUM") await forgetContent(client);
    if (filter.tags !== undefined) await client.query("SET enable_nestloop = off");
    const { rows: counted } = await client.query(statement.text, values);
    const { rows } = await client.query(`EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) ${statement.text}`, values);
    const { Plan: plan } = rows[0]["QUERY PLAN"][0];
    return {
      count: Number(counted[0].count),
      blocks: plan["Shared Hit Blocks"] + plan["Shared Read Blocks"],
      read: rowsRead(plan),
    };
  });
}

it.each<[string, EntryFilter]>([
  ["a rare tag", { tags: ["rare"] }],
  ["a rare tag and a type", { tags: ["rare"], types: ["note"] }],
])(
  "entries with %s are counted without a look at the others, in a table without statistics",
  async (_, filter) => {
    const { count, read } = await readCount(filter, START, "VACUUM");
    expect(count).toBe(ENTRIES / 100);
    expect(read).toBeLessThan(4 * count);
  },
);

it("what has changed since a time is counted without a look at what is older", async () => {
  const filter: EntryFilter = { types: ["note"], changedSince: START + DAY_MS / 2 };
  const { count, blocks } = await readCount(filter, START + DAY_MS, "ANALYZE");
  expect(count).toBe(1);
  expect(blocks).toBeLessThan(60);
});
