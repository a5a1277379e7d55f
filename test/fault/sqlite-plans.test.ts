import Database from "better-sqlite3";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { EntryFilter } from "../../src/domain/entries/entry-store.ts";
import type { Store } from "../../src/domain/store.ts";
import { openSqliteStore } from "../../src/store/sqlite/open.ts";
import { createTestClock, MIGRATIONS, START, silent } from "../contract/backends.ts";
import { alice, anEntry, author } from "../contract/fixtures.ts";
import { loadAnalyser } from "../helpers/analyser.ts";

interface Plan {
  readonly sql: string;
  readonly steps: readonly string[];
}

/** The plan of every statement that is prepared from now on, taken where the driver prepares it. */
function recordPlans(): { readonly plans: Plan[]; stop(): void } {
  const plans: Plan[] = [];
  const { prepare } = Database.prototype;
  Database.prototype.prepare = function (this: Database.Database, sql: string) {
    const statement = prepare.call(this, sql);
    if (/^\s*(SELECT|WITH|INSERT|UPDATE|DELETE)/.test(sql)) {
      const explain = prepare.call(this, `EXPLAIN QUERY PLAN ${sql}`) as Database.Statement<unknown[]>;
      const names = [...new Set(sql.match(/:\w+/g))];
      const values = names.length > 0 ? [Object.fromEntries(names.map((name) => [name.slice(1), "[]"]))] : [];
      const unnamed = names.length > 0 ? [] : (sql.match(/\?/g) ?? []).map(() => "[]");
      const steps = explain.all(...values, ...unnamed) as { detail: string }[];
      plans.push({ sql, steps: steps.map(({ detail }) => detail) });
    }
    return statement;
  } as typeof prepare;
  return {
    plans,
    stop() {
      Database.prototype.prepare = prepare;
    },
  };
}

const TABLES = "(e|t|h|v|x|entries|entry_tags|entry_links|entry_versions|reads|actions)";
const readsWholeTable = new RegExp(`^SCAN ${TABLES}($| (?!VIRTUAL))`);

/** An index that is entered with the owner alone, to look at each of the owner's entries. */
const readsWholeOwner = new RegExp(
  `^SEARCH ${TABLES} USING .*(entries_(rev|live|id)|PRIMARY KEY) \\(owner_id=\\?\\)$`,
);

function offending({ plans }: { readonly plans: readonly Plan[] }, from = 0): readonly Plan[] {
  return plans.slice(from).filter(({ sql, steps }) => {
    const whole = steps.some((step) => readsWholeTable.test(step) || readsWholeOwner.test(step));
    // The one that only steps to the end of the index.
    return whole && !sql.includes("SELECT max(rev)");
  });
}

const KNOWLEDGE = { types: ["pattern", "context", "preference", "note"] } as const;
const FILTERS: readonly (readonly [string, EntryFilter, RegExp])[] = [
  ["newest 20", {}, /^SEARCH e USING INDEX entries_live \(owner_id=\? AND rev>\? AND rev<\?\)$/],
  [
    "knowledge types",
    KNOWLEDGE,
    /^SEARCH e USING INDEX entries_by_type \(owner_id=\? AND type=\? AND rev>\? AND rev<\?\)$/,
  ],
  [
    "source",
    { source: "x" },
    /^SEARCH e USING INDEX entries_by_source \(owner_id=\? AND source=\? AND rev>\? AND rev<\?\)$/,
  ],
  [
    "tag",
    { tags: ["a"] },
    /^SEARCH t USING PRIMARY KEY \(owner_id=\? AND deleted=\? AND tag=\? AND rev>\? AND rev<\?\)$/,
  ],
  [
    "three tags",
    { tags: ["a", "b", "c"] },
    /^SEARCH t1 USING PRIMARY KEY \(owner_id=\? AND deleted=\? AND tag=\? AND rev=\?\)$/,
  ],
  [
    "since",
    { changedSince: START },
    /^SEARCH e USING INDEX entries_live \(owner_id=\? AND rev>\? AND rev<\?\)$/,
  ],
  [
    "since, knowledge",
    { ...KNOWLEDGE, changedSince: START },
    /^SEARCH e USING INDEX entries_by_type \(owner_id=\? AND type=\? AND rev>\? AND rev<\?\)$/,
  ],
];

describe("query plans of the SQLite store", () => {
  let store: Store;
  const recorder = recordPlans();

  beforeAll(async () => {
    const options = { path: ":memory:", migrationsDir: MIGRATIONS, autoMigrate: true, eager: true };
    store = await openSqliteStore({ loadAnalyser, ...options, clock: createTestClock(), log: silent });
    await store.entries.insert(alice, anEntry({ tags: ["a", "b", "c"], source: "x" }), author);
  });

  afterAll(async () => {
    recorder.stop();
    await store.close();
  });

  it("no statement made at opening reads a whole table or every entry of an owner", () => {
    expect(recorder.plans.length).toBeGreaterThan(30);
    expect(offending(recorder)).toEqual([]);
  });

  it.each(FILTERS)("a list by %s walks an index that is in order", async (_, filter, expected) => {
    const from = recorder.plans.length;
    await store.entries.list(alice, filter, { limit: 20 });
    const made = recorder.plans.slice(from);
    expect(made).toHaveLength(1);
    expect(offending(recorder, from)).toEqual([]);
    const steps = made.flatMap((plan) => plan.steps);
    expect(steps.filter((step) => step.includes("TEMP B-TREE"))).toEqual([]);
    expect(
      steps.some((step) => expected.test(step)),
      steps.join("\n"),
    ).toBe(true);
  });

  it("a time bound becomes a rev bound through two steps of an index", async () => {
    const texts = recorder.plans.filter(
      ({ sql }) => sql.includes("entries_by_change") && sql.includes("LIMIT 1"),
    );
    expect(texts).toHaveLength(2);
    for (const { steps } of texts) expect(steps).toHaveLength(1);
  });

  it.each(FILTERS)("a count by %s reads no whole table", async (_, filter) => {
    const from = recorder.plans.length;
    await store.entries.count(alice, filter);
    expect(recorder.plans).toHaveLength(from + 1);
    expect(offending(recorder, from)).toEqual([]);
  });

  it("the trash is listed by merging two indexes that are in order", () => {
    const list = recorder.plans.find(({ sql }) => sql.includes("trashed_at DESC"));
    expect(list?.steps).toContain("MERGE (UNION ALL)");
    expect(list?.steps.some((step) => step.includes("TEMP B-TREE"))).toBe(false);
  });

  it("sets of rows are updated and their tags dropped row by row, not each against each", () => {
    const bulk = recorder.plans.filter(
      ({ sql }) => /^\s*(UPDATE|DELETE)/.test(sql) && sql.includes("json_each(:rows)"),
    );
    expect(bulk.length).toBeGreaterThan(3);
    for (const { sql, steps } of bulk) {
      if (sql.includes("UPDATE entries"))
        expect(steps).toContain("SEARCH entries USING INTEGER PRIMARY KEY (rowid=?)");
      expect(steps.filter((step) => step.startsWith("LIST SUBQUERY")).length, sql).toBeLessThan(2);
    }
  });

  it("no bound value of a limit makes SQLite plan a statement anew", async () => {
    for (const [, filter] of FILTERS) await store.entries.list(alice, filter, { limit: 20 });
    const texts = recorder.plans.map(({ sql }) => sql).filter((sql) => sql.includes(":limit"));
    expect(texts.length).toBeGreaterThan(10);
    expect(texts.filter((sql) => /LIMIT :/.test(sql))).toEqual([]);
  });

  it("ten thousand entries are trashed and restored in one go without a thousandfold of the work", async () => {
    const tags = ["bulk"];
    const insert = () => store.entries.insert(alice, anEntry({ tags }), author);
    for (let n = 0; n < 40; n += 1) await Promise.all(Array.from({ length: 250 }, insert));
    const started = performance.now();
    await store.trash.trash(alice, { by: "tags", tags }, author);
    const outcome = await store.trash.restore(alice, { by: "tags", tags }, author);
    expect(outcome.restored).toBe(10_000);
    expect(performance.now() - started).toBeLessThan(40_000);
  });
});
