import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { EntryType, NewEntry } from "../../src/domain/entries/entry.ts";
import type { EntryFilter } from "../../src/domain/entries/entry-store.ts";
import { countSql } from "../../src/store/postgres/entry-count.ts";
import { toFilterParts } from "../../src/store/postgres/entry-filter.ts";
import { listSql } from "../../src/store/postgres/entry-query.ts";
import { plannedSql, valuesOf } from "../../src/store/postgres/sql.ts";
import { withClient } from "../helpers/postgres/client.ts";
import { createTestClock, openPostgres, START } from "./backends.ts";
import { alice, anEntry, author, bob } from "./fixtures.ts";
import { type FreshDatabase, takeDatabase } from "./postgres-backend.ts";

const ENTRIES = 120;
const HOUR_MS = 3_600_000;
const NOW = START + 2 * HOUR_MS;

interface Made extends Pick<NewEntry, "id" | "type" | "source" | "tags"> {
  readonly n: number;
  readonly isLive: boolean;
}

let database: FreshDatabase;
const made: Made[] = [];

/** The n-th of a mixture: tags, types and sources of different frequency; some deleted, some expired. */
function aMixture(n: number): NewEntry {
  const tags = ["all", ...(n % 3 === 0 ? ["third"] : []), ...(n % 20 === 0 ? ["rare"] : [])];
  const type: EntryType = n % 4 === 0 ? "alert" : "note";
  return anEntry({
    type,
    tags,
    source: n % 2 === 0 ? "even" : "odd",
    data: {
      description: `number ${n}`,
      learned_from: n % 5 === 0 ? "fifth" : "claude",
      resolved: n % 8 === 0,
    },
    ...(n % 7 === 0 ? { expiresAt: START + HOUR_MS } : {}),
  });
}

beforeAll(async () => {
  database = await takeDatabase();
  const clock = createTestClock();
  const store = await openPostgres(database.url, clock);
  for (let n = 0; n < ENTRIES; n += 1) {
    clock.advance(1_000);
    const entry = aMixture(n);
    await store.entries.insert(alice, entry, author);
    await store.entries.insert(bob, aMixture(n), author);
    if (n % 11 === 0) await store.trash.trash(alice, { by: "id", id: entry.id }, author);
    made.push({ ...entry, n, isLive: n % 7 !== 0 && n % 11 !== 0 });
  }
  await store.close();
});

afterAll(() => database.giveBack());

const even = ({ n }: Made) => n % 2 === 0;
const AFTER = START + 60_500;
const FILTERS: readonly (readonly [string, EntryFilter, (entry: Made) => boolean])[] = [
  ["no other condition", {}, () => true],
  ["a type", { types: ["note"] }, ({ type }) => type === "note"],
  ["two types", { types: ["note", "alert"] }, () => true],
  ["a source", { source: "even" }, even],
  ["two sources", { sources: ["even", "odd"] }, () => true],
  ["alerts that are not resolved", { unresolved: true }, ({ n, type }) => type === "alert" && n % 8 !== 0],
  ["seventeen sources", { sources: ["even", ...Array.from({ length: 16 }, (_, n) => `none ${n}`)] }, even],
  [
    "a type and a source",
    { types: ["note"], source: "even" },
    ({ n, type }) => n % 2 === 0 && type === "note",
  ],
  ["intentions that have fired", { state: "fired" }, () => false],
  ["sources and types", { sources: ["odd", "odd"], types: ["note"] }, ({ n }) => n % 2 === 1],
  ["a source, and sources", { source: "even", sources: ["odd", "even"] }, even],
  [
    "unresolved alerts of a source",
    { unresolved: true, source: "even" },
    ({ n }) => n % 4 === 0 && n % 8 !== 0,
  ],
  ["a source nobody has", { source: "nowhere" }, () => false],
  ["who told it", { learnedFrom: "fifth" }, ({ n }) => n % 5 === 0],
  ["changes since", { changedSince: AFTER }, ({ n }) => START + (n + 1) * 1_000 >= AFTER],
  ["changes until", { changedUntil: AFTER }, ({ n }) => START + (n + 1) * 1_000 <= AFTER],
  ["a time of its making", { createdAfter: AFTER }, ({ n }) => START + (n + 1) * 1_000 >= AFTER],
];

async function ask(text: string, filter: EntryFilter, more: object = {}): Promise<readonly unknown[][]> {
  const parts = toFilterParts(filter);
  const values = { ...parts?.values, now: NOW, nowText: new Date(NOW).toISOString(), owner: alice, ...more };
  const statement = plannedSql(text)();
  return withClient(database.adminUrl, async (client) => {
    await client.query("SET enable_nestloop = off");
    const { rows } = await client.query(
      { text: statement.text, rowMode: "array" },
      valuesOf(statement, values),
    );
    return rows;
  });
}

describe.each(
  [["all"], ["rare"], ["all", "third"], ["rare", "third", "all"], ["all", "nowhere"]].map((tags) => ({
    tags,
  })),
)("of the tags $tags", ({ tags }) => {
  describe.each(FILTERS)("with %s", (_, others, isMeant) => {
    const filter = { ...others, tags };
    // What the samples of tags and other conditions say decides which way is gone.
    it.each([1, 8, 5_000])("the same are listed and counted by samples of %i", async (size) => {
      const parts = toFilterParts(filter);
      if (parts === undefined) throw new Error("The filter matches nothing");
      const wanted = made
        .filter((entry) => entry.isLive && tags.every((tag) => entry.tags.includes(tag)) && isMeant(entry))
        .map(({ id }) => id)
        .toReversed();
      const list = async (page: object) => {
        const whole = { before: Number.MAX_SAFE_INTEGER, limit: null, offset: 0 };
        return ask(listSql(filter, parts, "e.id, e.rev", size), filter, { ...whole, ...page });
      };
      const listed = await list({});
      expect(listed.map(([id]) => id)).toEqual(wanted);
      expect((await list({ limit: 3, offset: 2 })).map(([id]) => id)).toEqual(wanted.slice(2, 5));
      const [, before = 0] = listed[2] ?? [];
      expect((await list({ before, limit: 2 })).map(([id]) => id)).toEqual(
        before === 0 ? [] : wanted.slice(3, 5),
      );
      const [[count] = []] = await ask(countSql(filter, parts, size), filter);
      expect(Number(count)).toBe(wanted.length);
    });
  });
});
