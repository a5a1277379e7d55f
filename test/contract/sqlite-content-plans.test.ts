import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import Database from "better-sqlite3";
import { afterAll, describe, expect, it } from "vitest";
import { KNOWLEDGE_TYPES } from "../../src/domain/entries/entry.ts";
import type { EntryFilter } from "../../src/domain/entries/entry-store.ts";
import { listActionsSql, listReadsSql } from "../../src/store/sqlite/activity-sql.ts";
import * as attention from "../../src/store/sqlite/attention-sql.ts";
import { createChooseDriver } from "../../src/store/sqlite/choose-driver.ts";
import { toFilterParts } from "../../src/store/sqlite/entry-filter.ts";
import { countSql, listSql } from "../../src/store/sqlite/entry-query.ts";
import { FIND_IN_USE } from "../../src/store/sqlite/schema-guard.ts";
import { COUNT_RECORDS, FIND_SCHEMA, LIST_RECORDS } from "../../src/store/sqlite/schemas.ts";
import * as unread from "../../src/store/sqlite/unread.ts";
import { MIGRATIONS } from "./backends.ts";
import { alice } from "./fixtures.ts";

const db = new Database(":memory:");
for (const file of readdirSync(MIGRATIONS).sort()) db.exec(readFileSync(join(MIGRATIONS, file), "utf8"));
afterAll(() => db.close());

function plan(sql: string): readonly string[] {
  const names = [...new Set(sql.match(/:\w+/g))].map((name) => [name.slice(1), "[]"]);
  const steps = db.prepare<unknown[], { detail: string }>(`EXPLAIN QUERY PLAN ${sql}`);
  return steps.all(Object.fromEntries(names)).map(({ detail }) => detail);
}

/** Steps that read a table, an index from end to end, or an index entered with nothing but the owner. */
function wholeStore(steps: readonly string[]): readonly string[] {
  const scans = steps.filter(
    (step) => /^SCAN /.test(step) && !/VIRTUAL TABLE|CONSTANT|\(subquery|^SCAN s$/.test(step),
  );
  const wide = steps.filter((step) =>
    /entries_(live|rev|id|by_last_read|by_change) \(owner_id=\?\)|reads_by_\w+ \(owner_id=\?\)|actions_by_\w+ \(owner_id=\?\)/.test(
      step,
    ),
  );
  return [...scans, ...wide];
}

const sorts = (steps: readonly string[]) => steps.filter((step) => step.includes("TEMP B-TREE"));
const indexes = (steps: readonly string[]) =>
  [
    ...new Set(
      steps.flatMap(
        (step) => /USING (?:COVERING )?(?:INDEX (\w+)|(PRIMARY KEY))/.exec(step)?.slice(1, 3) ?? [],
      ),
    ),
  ].filter((name) => name !== undefined);

describe("plans of what a briefing asks", () => {
  it.each(Object.entries(attention))("%s goes through its own index only", (name, sql) => {
    const steps = plan(sql);
    expect(wholeStore(steps)).toEqual([]);
    expect(indexes(steps)).toEqual([
      name.includes("ALERTS")
        ? "entries_active_alerts"
        : name.includes("SUPPRESSIONS")
          ? "entries_suppressions"
          : /DUE|PENDING/.test(name)
            ? "entries_intentions_due"
            : name.includes("STATUSES")
              ? "entries_statuses"
              : "entries_by_type",
    ]);
  });

  it("a page of alerts, patterns or due intentions is read in the order of its index", () => {
    for (const sql of [attention.LIST_ACTIVE_ALERTS, attention.LIST_PATTERNS, attention.LIST_DUE]) {
      expect(sorts(plan(sql))).toEqual([]);
    }
  });

  it("what is due is bounded by the time in the index", () => {
    const bounded = plan(attention.COUNT_DUE).filter((step) => step.includes("<expr>=? AND <expr><?"));
    expect(bounded).toHaveLength(2);
  });
});

describe("plans of schemas and records", () => {
  it.each(Object.entries({ FIND_SCHEMA, LIST_RECORDS, COUNT_RECORDS }))(
    "%s enters an index by name",
    (_, sql) => {
      const steps = plan(sql);
      expect(steps).toHaveLength(1);
      expect(steps[0]).toMatch(
        /(schema_name|records_of_schema) \(owner_id=\? AND <expr>=\? AND <expr>=\?\)$/,
      );
    },
  );

  it("the guard looks for records of the selected schemas only", () => {
    const steps = plan(FIND_IN_USE);
    expect(wholeStore(steps)).toEqual([]);
    expect(steps.join("\n")).toContain("records_of_schema (owner_id=? AND <expr>=? AND <expr>=?)");
  });
});

describe("plans of lists by content", () => {
  const choose = createChooseDriver(db);
  const filters: readonly (readonly [EntryFilter, string])[] = [
    [{ unresolved: true }, "entries_active_alerts"],
    [{ types: ["alert"], unresolved: true, changedSince: 1 }, "entries_active_alerts"],
    [{ state: "pending" }, "entries_intentions_by_state"],
    [{ state: "fired" }, "entries_intentions_by_state"],
    [{ linksTo: "x" }, "entries_live"],
    [{ ids: ["x"], types: KNOWLEDGE_TYPES, tags: ["a"] }, "entries_id"],
  ];

  it.each(filters)("%j walks its own index", (filter, index) => {
    const parts = toFilterParts(alice, filter);
    if (parts === undefined) throw new Error("The filter can be met");
    const driver = choose(parts, { low: 0, high: 100 });
    for (const sql of [listSql(parts, driver), countSql(parts, driver)]) {
      const steps = plan(sql);
      expect(wholeStore(steps)).toEqual([]);
      expect(steps.join("\n")).toContain(`INDEX ${index} `);
    }
    if (filter.ids === undefined) expect(sorts(plan(listSql(parts, driver)))).toEqual([]);
  });

  it("links are entered by their target", () => {
    const parts = toFilterParts(alice, { linksTo: "x" });
    if (parts === undefined) throw new Error("The filter can be met");
    const steps = plan(listSql(parts, choose(parts, { low: 0, high: 100 })));
    expect(steps[0]).toBe(
      "SEARCH t USING PRIMARY KEY (owner_id=? AND deleted=? AND target_id=? AND rev>? AND rev<?)",
    );
  });
});

describe("plans of the activity log", () => {
  const filters = [{}, { entryId: "x" }, { platform: "x" }, { entryId: "x", platform: "y" }];

  it.each(filters)("%j reads a page from an index in its order", (filter) => {
    for (const sql of [listReadsSql(filter), listActionsSql(filter, 0), listActionsSql(filter, 2)]) {
      const steps = plan(sql);
      expect(sorts(steps)).toEqual([]);
      expect(steps[0]).toMatch(
        /^SEARCH [xt] USING .*\(owner_id=\? AND .*at>\? AND (at<\?|\(at,action_id\)<\(\?,\?\))\)$/,
      );
    }
  });

  it("what nobody read is the first part of an index in its order", () => {
    const steps = plan(unread.LIST_NEVER_READ);
    expect(steps).toEqual([
      "SEARCH e USING INDEX entries_by_last_read (owner_id=? AND last_read_day=? AND rev<?)",
    ]);
  });

  it.each(Object.entries(unread).filter(([name]) => /SKIPPING|LEFT/.test(name)))(
    "%s bounds what it looks at",
    (_, sql) => {
      const steps = plan(String(sql));
      expect(wholeStore(steps)).toEqual([]);
      expect(steps.join("\n")).toMatch(
        /SEARCH r USING COVERING INDEX reads_by_entry \(owner_id=\? AND entry_id=\? AND at>\?\)/,
      );
    },
  );

  it("what was read long ago is entered day by day", () => {
    const ranges = plan(unread.LIST_LEFT_UNREAD).filter((step) => /^SEARCH e .*last_read_day[<>]/.test(step));
    expect(ranges).toEqual([]);
  });

  it("a read finds its entry by id", () => {
    expect(plan(unread.MARK_READ)).toEqual(["SEARCH entries USING INDEX entries_id (owner_id=? AND id=?)"]);
  });
});
