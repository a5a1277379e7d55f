import { describe, expect, it } from "vitest";
import { toChangelog } from "../../../src/domain/entries/changelog.ts";
import type { Entry, EntryVersion } from "../../../src/domain/entries/entry.ts";

const author = { by: "t", tool: "update_entry" };
const version = (number: number, over: Partial<EntryVersion>): EntryVersion => ({
  id: "e",
  version: number,
  change: number === 1 ? "created" : "updated",
  type: "note",
  source: "s",
  tags: [],
  data: { description: "first" },
  at: number * 1000,
  author,
  ...over,
});
const current = (over: Partial<Entry>): Entry => ({
  id: "e",
  type: "note",
  source: "s",
  tags: [],
  data: { description: "first" },
  createdAt: 1000,
  changedAt: 9000,
  rev: 9,
  version: 9,
  change: "updated",
  author,
  ...over,
});

describe("toChangelog", () => {
  it("lists previous values, oldest edit first", () => {
    const log = toChangelog(
      [version(1, {}), version(2, { data: { description: "second" } })],
      current({ data: { description: "third" }, tags: ["t"] }),
    );
    expect(log).toEqual([
      { updated: "1970-01-01T00:00:02.000Z", changed: { description: "first" } },
      { updated: "1970-01-01T00:00:09.000Z", changed: { tags: [], description: "second" } },
    ]);
  });

  it("records a field that was absent before as null", () => {
    const log = toChangelog([version(1, {})], current({ data: { description: "first", content: "new" } }));
    expect(log[0]?.changed).toEqual({ content: null });
  });

  it("leaves out deletes and restores", () => {
    const log = toChangelog(
      [version(1, {}), version(2, { change: "deleted" })],
      current({ change: "restored" }),
    );
    expect(log).toEqual([]);
  });
});
