import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Author } from "../../../../src/domain/entries/entry.ts";
import { newId } from "../../../../src/domain/ids.ts";
import type { Store } from "../../../../src/domain/store.ts";
import { countAll } from "../../../../src/domain/undo/plan-undo.ts";
import { undoWriter } from "../../../../src/domain/undo/undo-writer.ts";
import { inMemory, type OpenedStore } from "../../../contract/backends.ts";
import { alice, anEntry, author } from "../../../contract/fixtures.ts";
import { Harness } from "../../../helpers/mcp-harness.ts";

const evil: Author = { by: "evil", tool: "remember" };

describe("undoing a writer in a store", () => {
  let opened: OpenedStore;
  beforeEach(async () => {
    opened = await inMemory();
  });
  afterEach(() => opened.close());

  const insert = (id: string, by: Author, parts = {}) =>
    opened.store.entries.insert(alice, anEntry({ id, ...parts }), by);
  const trash = (id: string, by: Author) => opened.store.trash.trash(alice, { by: "id", id }, by);
  const move = (id: string, source: string) =>
    opened.store.entries.change(alice, id, () => ({ kind: "updated", source }), evil);
  const undo = (name = "evil", store: Store = opened.store, onStart?: (writer: string) => void) =>
    undoWriter(
      { store, clock: opened.clock, newId },
      alice,
      { writer: { name, verified: false }, force: false },
      onStart,
    );
  const find = (id: string) => opened.store.entries.findById(alice, id);

  it("frees a logical key before it gives it back", async () => {
    await insert("good", author, { logicalKey: "k" });
    await trash("good", evil);
    await insert("bad", evil, { logicalKey: "k" });
    const { entries, writer } = await undo();
    expect(countAll(entries.map(({ does }) => does))).toEqual({ trash: 1, restore: 1 });
    expect([(await find("good"))?.id, await find("bad")]).toEqual(["good", undefined]);
    await undo(writer);
    expect([await find("good"), (await find("bad"))?.id]).toEqual([undefined, "bad"]);
  });

  it("puts entries back whose keys the writer passed from one to the next", async () => {
    const ids = ["a", "b", "c", "d"];
    for (const id of ids) await insert(id, author, { logicalKey: "k", source: id });
    for (const [id, source] of [
      ["d", "e"],
      ["c", "d"],
      ["b", "c"],
      ["a", "b"],
    ] as const)
      await move(id, source);
    const { entries } = await undo();
    expect(countAll(entries.map(({ does }) => does))).toEqual({ revert: 4 });
    for (const id of ids) expect((await find(id))?.source).toBe(id);
  });

  it("leaves alone what somebody changes while it works", async () => {
    for (const id of ["quiet", "busy"]) await insert(id, evil);
    const { store } = opened;
    const edit = () => ({ kind: "updated", data: { text: "mine" } }) as const;
    const interrupted: Store["undo"] = {
      ...store.undo,
      async putBack(...args) {
        await store.entries.change(alice, "busy", edit, author);
        return store.undo.putBack(...args);
      },
    };
    const { entries } = await undo("evil", { ...store, undo: interrupted });
    expect(Object.fromEntries(entries.map(({ id, does }) => [id, does]))).toEqual({
      quiet: "trash",
      busy: "changed",
    });
    expect((await find("busy"))?.data).toEqual({ text: "mine" });
  });

  it("tells its name before the first change, and none when there is nothing to do", async () => {
    await insert("e", evil);
    const told: string[] = [];
    const { writer } = await undo("evil", opened.store, (name) => told.push(name));
    expect(writer).toMatch(/^undo [0-9a-f]{8}$/);
    await undo("evil", opened.store, (name) => told.push(name));
    await undo("nobody", opened.store, (name) => told.push(name));
    expect(told).toEqual([writer]);
  });
});

it("a reminder completed by the writer is pending again, and the next one it made is gone", async () => {
  const harness = await Harness.open();
  const good = await harness.client({ by: "laptop" });
  const bad = await harness.client({ by: "evil" });
  const reminder = { goal: "water the plants", source: "s", tags: [], deliver_at: "2026-07-28T10:00:00Z" };
  const { id } = await good.ok("remind", { ...reminder, recurrence: "FREQ=DAILY" });
  const { next_id } = await bad.ok("update_intention", { entry_id: id, state: "completed" });
  const { store, clock } = harness;
  const request = { writer: { name: "evil", verified: true }, force: false };
  const { entries } = await undoWriter({ store, clock, newId }, alice, request);
  expect(Object.fromEntries(entries.map((entry) => [entry.id, entry.does]))).toEqual({
    [id]: "revert",
    [next_id]: "trash",
  });
  const { entries: left } = await good.ok("get_intentions");
  expect(left.map((entry: { id: string; data: object }) => [entry.id, entry.data])).toMatchObject([
    [id, { state: "pending" }],
  ]);
  await harness.close();
});
