import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { Harness, type TestClient } from "../helpers/mcp-harness.ts";

const DAY = 86_400_000;

describe("delete_entry, get_deleted and restore_entry", () => {
  let harness: Harness;
  let client: TestClient;
  let round = 0;
  beforeAll(async () => {
    harness = await Harness.open();
  });
  beforeEach(async () => {
    round += 1;
    client = await harness.client({ owner: `owner${round}` });
  });
  afterAll(() => harness.close());

  const note = async (args: object = {}) =>
    (await client.ok("remember", { source: "s", tags: ["a"], description: "d", ...args })).id as string;
  const total = async () => (await client.ok("get_stats")).total;

  it("moves one entry to the trash and back", async () => {
    const id = await note();
    const answer = await client.ok("delete_entry", { entry_id: id });
    expect(answer).toMatchObject({ status: "acknowledged", entry_id: id, recoverable_days: 30 });
    expect(await total()).toBe(0);
    const { entries } = await client.ok("get_deleted");
    expect(entries[0]).toMatchObject({ id, data: { description: "d" } });
    expect(Date.parse(entries[0].expires) - Date.parse(entries[0].deleted)).toBe(30 * DAY);
    expect(await client.ok("restore_entry", { entry_id: id })).toEqual({
      status: "ok",
      restored: 1,
      entry_id: id,
    });
    expect(await total()).toBe(1);
    expect((await client.ok("get_deleted")).entries).toEqual([]);
  });

  it("acknowledges an unknown id in the same words", async () => {
    const id = await note();
    const hit = await client.ok("delete_entry", { entry_id: id });
    const miss = await client.ok("delete_entry", { entry_id: "nope" });
    expect(miss).toEqual({ ...hit, entry_id: "nope" });
  });

  it("says which selectors it does not go by", async () => {
    await note({ tags: ["a"] });
    const counted = { status: "dry_run", would_trash: 1, tags: ["a"], ignored: ["source", "entry_type"] };
    const all = { tags: ["a"], source: "elsewhere", entry_type: "note" };
    expect(await client.ok("delete_entry", all)).toMatchObject(counted);
  });

  it("counts before it deletes many, and deletes only with confirm", async () => {
    for (const tags of [["a", "b"], ["a", "b"], ["a"]]) await note({ tags });
    expect(await client.ok("delete_entry", { tags: ["a", "b"] })).toMatchObject({
      status: "dry_run",
      would_trash: 2,
      tags: ["a", "b"],
    });
    expect(await total()).toBe(3);
    expect(await client.ok("delete_entry", { tags: ["a", "b"], confirm: true })).toEqual({
      status: "ok",
      trashed: 2,
      tags: ["a", "b"],
      recoverable_days: 30,
    });
    expect(await total()).toBe(1);
    expect(await client.ok("restore_entry", { tags: ["b"] })).toEqual({
      status: "ok",
      restored: 2,
      tags: ["b"],
    });
  });

  it("deletes by source and type and leaves other sources alone", async () => {
    await note({ source: "x" });
    await note({ source: "y" });
    expect(await client.ok("delete_entry", { source: "x", entry_type: "alert" })).toMatchObject({
      would_trash: 0,
    });
    expect(await client.ok("delete_entry", { source: "x", entry_type: "note", confirm: true })).toMatchObject(
      {
        trashed: 1,
        source: "x",
        entry_type: "note",
      },
    );
    expect((await client.ok("get_stats")).sources).toEqual(["y"]);
  });

  it("asks for a selector", async () => {
    for (const args of [{}, { tags: [] }, { entry_id: "" }, { confirm: true }]) {
      expect(await client.fail("delete_entry", args)).toMatchObject({ code: "invalid_parameter" });
    }
    expect(await client.fail("restore_entry", { tags: [] })).toMatchObject({ code: "invalid_parameter" });
  });

  it("says which parameter is wrong when the type is", async () => {
    expect(await client.fail("delete_entry", { source: "x", entry_type: "Note" })).toMatchObject({
      param: "entry_type",
      suggestion: "note",
    });
  });

  it("answers not_found as an error when nothing in the trash has the id", async () => {
    const live = await note();
    for (const id of ["nope", live]) {
      expect(await client.fail("restore_entry", { entry_id: id })).toMatchObject({
        code: "not_found",
        value: id,
      });
    }
  });

  it("frees the logical key of a trashed entry and explains the conflict on restore", async () => {
    const old = await note({ logical_key: "k" });
    await client.ok("delete_entry", { entry_id: old });
    const next = await note({ logical_key: "k" });
    expect(next).not.toBe(old);
    expect(await client.fail("restore_entry", { entry_id: old })).toMatchObject({
      code: "conflict",
      retryable: false,
    });
    expect(await client.ok("restore_entry", { tags: ["a"] })).toMatchObject({
      restored: 0,
      conflicts: [old],
    });
    expect((await client.ok("get_deleted")).entries).toHaveLength(1);
  });

  it("pages the trash, latest first, and filters it by time", async () => {
    const ids: string[] = [];
    for (let n = 0; n < 5; n++) {
      const id = await note();
      harness.clock.advance(1000);
      await client.ok("delete_entry", { entry_id: id });
      ids.unshift(id);
    }
    const first = await client.ok("get_deleted", { limit: 2, mode: "list" });
    expect(first.entries.map((entry: { id: string }) => entry.id)).toEqual(ids.slice(0, 2));
    expect(first.entries[0].data).toBeUndefined();
    const rest = await client.ok("get_deleted", { limit: 10, mode: "list", cursor: first.next_cursor });
    expect(rest.entries.map((entry: { id: string }) => entry.id)).toEqual(ids.slice(2));
    const since = first.entries[1].deleted;
    expect((await client.ok("get_deleted", { since })).entries).toHaveLength(2);
  });

  it("gives back the original expiry, or as much time again when it has passed", async () => {
    const owner = `owner${round}` as never;
    const now = harness.clock.now();
    const context = {
      id: "c",
      type: "context" as const,
      source: "s",
      tags: [],
      data: {},
      expiresAt: now + 2 * DAY,
    };
    await harness.store.entries.insert(owner, { ...context, id: "c1" }, { by: "t", tool: "t" });
    await harness.store.entries.insert(owner, { ...context, id: "c2" }, { by: "t", tool: "t" });
    await client.ok("delete_entry", { entry_id: "c1" });
    await client.ok("restore_entry", { entry_id: "c1" });
    const expiry = async (id: string) =>
      (await client.ok("get_knowledge")).entries.find((entry: { id: string }) => entry.id === id)?.expires;
    expect(Date.parse(await expiry("c1"))).toBe(now + 2 * DAY);
    harness.clock.advance(2 * DAY);
    expect(await expiry("c2")).toBeUndefined();
    expect((await client.ok("get_deleted")).entries.map((entry: { id: string }) => entry.id).sort()).toEqual([
      "c1",
      "c2",
    ]);
    await client.ok("restore_entry", { entry_id: "c2" });
    expect(Date.parse(await expiry("c2"))).toBe(harness.clock.now() + 2 * DAY);
  });
});
