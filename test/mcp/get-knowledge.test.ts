import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Harness, type TestClient } from "../helpers/mcp-harness.ts";

const HOUR = 3_600_000;

describe("get_knowledge", () => {
  let harness: Harness;
  let client: TestClient;
  const ids: Record<string, string> = {};

  beforeAll(async () => {
    harness = await Harness.open();
    client = await harness.client();
    // Too few words to tell a language by.
    const add = async (name: string, args: object) => {
      ids[name] = (await client.ok("remember", { tags: [], description: name, ...args, source: "work" })).id;
      harness.clock.advance(HOUR);
    };
    await add("first", { tags: ["a", "b"], learned_from: "claude" });
    await add("second", { tags: ["a"], language: "de" });
    await add("third", { tags: ["b", "a", "c"], content: "router" });
    await client.ok("remember", { source: "home", tags: ["a"], description: "elsewhere" });
    harness.clock.advance(HOUR);
    await client.ok("update_entry", { entry_id: ids.first, description: "first, edited" });
  });
  afterAll(() => harness.close());

  const names = async (args: object) =>
    (await client.ok("get_knowledge", { source: "work", ...args })).entries.map(
      (entry: { data: { description: string } }) => entry.data.description,
    );

  it("lists the newest change first", async () => {
    expect(await names({})).toEqual(["first, edited", "third", "second"]);
  });

  it("finds entries that carry all tags", async () => {
    expect(await names({ tags: ["a", "b"] })).toEqual(["first, edited", "third"]);
    expect(await names({ tags: ["a", "nope"] })).toEqual([]);
    expect(await names({ tags: [] })).toHaveLength(3);
  });

  it("bounds the last change with since and until, the creation with created_after and created_before", async () => {
    expect(await names({ since: "2026-07-28T11:00:00Z" })).toEqual(["first, edited", "third"]);
    expect(await names({ until: "2026-07-28T11:00:00Z" })).toEqual(["third", "second"]);
    expect(await names({ created_after: "2026-07-28T10:00:00.000Z" })).toEqual(["third", "second"]);
    expect(await names({ created_before: "2026-07-28T12:00:00+02:00" })).toEqual(["first, edited", "second"]);
  });

  it("filters by learned_from, type and language", async () => {
    expect(await names({ learned_from: "claude" })).toEqual(["first, edited"]);
    expect(await names({ entry_type: "note" })).toHaveLength(3);
    expect(await names({ entry_type: "alert" })).toEqual([]);
    expect(await names({ language: "de" })).toEqual(["second"]);
    expect(await names({ language: "simple" })).toEqual(["first, edited", "third"]);
    expect(await client.fail("get_knowledge", { language: "simpl" })).toMatchObject({
      code: "invalid_parameter",
      param: "language",
      suggestion: "simple",
    });
  });

  it("hides the changelog unless asked for", async () => {
    const get = async (include_history?: string) =>
      (await client.ok("get_knowledge", { source: "work", ...(include_history && { include_history }) }))
        .entries;
    expect((await get())[0].data.changelog).toBeUndefined();
    const [edited, ...others] = await get("true");
    expect(edited.data.changelog).toEqual([
      { updated: "2026-07-28T13:00:00.000Z", changed: { description: "first" } },
    ]);
    expect(others.every((entry: { data: object }) => !("changelog" in entry.data))).toBe(true);
    expect(await get("only")).toHaveLength(1);
  });

  it("lists without data in list mode, and listing is not reading", async () => {
    const list = async () => (await client.ok("get_knowledge", { source: "home", mode: "list" })).entries[0];
    const first = await list();
    expect(Object.keys(first).sort()).toEqual(
      [
        "created",
        "description",
        "id",
        "last_read",
        "read_count",
        "source",
        "tags",
        "type",
        "updated",
        "version",
      ].sort(),
    );
    expect(first).toMatchObject({ read_count: 0, last_read: null });
    expect(await list()).toMatchObject({ read_count: 0 });
    await client.ok("get_knowledge", { source: "home" });
    expect(await list()).toMatchObject({ read_count: 1, last_read: "2026-07-28T13:00:00.000Z" });
  });

  it("puts first what answers a hint, with a score of 0 to 1, and scores nothing else", async () => {
    const { entries } = await client.ok("get_knowledge", { source: "work", hint: "router third" });
    expect(entries[0].data.description).toBe("third");
    expect(entries.map((entry: { similarity: number }) => entry.similarity)).toEqual([
      1,
      undefined,
      undefined,
    ]);
  });

  it("answers the page envelope", async () => {
    const page = await client.ok("get_knowledge", { source: "work", limit: 2, offset: 1 });
    expect(page).toMatchObject({ limit: 2, offset: 1, has_more: false });
    expect(page.next_cursor).toBeUndefined();
    const none = await client.ok("get_knowledge", { source: "work", limit: 0 });
    expect(none).toMatchObject({ entries: [], limit: 0, has_more: true });
    const exact = await client.ok("get_knowledge", { source: "work", limit: 3 });
    expect(exact.has_more).toBe(false);
    expect(await client.ok("get_knowledge", {})).toMatchObject({ limit: 100, offset: 0 });
  });

  it("continues with a cursor that is good for this owner and these filters only", async () => {
    const first = await client.ok("get_knowledge", { source: "work", limit: 2 });
    const second = await client.ok("get_knowledge", { source: "work", limit: 2, cursor: first.next_cursor });
    expect(second.entries.map((entry: { id: string }) => entry.id)).toEqual([ids.second]);
    const bob = await harness.client({ owner: "bob" });
    for (const attempt of [
      client.fail("get_knowledge", { source: "home", cursor: first.next_cursor }),
      client.fail("get_deleted", { cursor: first.next_cursor }),
      bob.fail("get_knowledge", { source: "work", cursor: first.next_cursor }),
      client.fail("get_knowledge", { source: "work", cursor: "invented" }),
    ]) {
      expect(await attempt).toMatchObject({ code: "invalid_parameter", param: "cursor" });
    }
    expect(
      await client.fail("get_knowledge", { source: "work", cursor: first.next_cursor, offset: 1 }),
    ).toMatchObject({
      param: "offset",
    });
  });

  it("gives every unchanged entry exactly once while others write", async () => {
    const carol = await harness.client({ owner: "carol" });
    const made: string[] = [];
    for (let n = 0; n < 60; n++) {
      made.push((await carol.ok("remember", { source: "s", tags: [], description: `note ${n}` })).id);
    }
    const seen: string[] = [];
    let cursor: string | undefined;
    for (let page = 0; ; page++) {
      const answer = await carol.ok("get_knowledge", { limit: 7, ...(cursor && { cursor }) });
      seen.push(...answer.entries.map((entry: { id: string }) => entry.id));
      if (!answer.has_more) break;
      cursor = answer.next_cursor;
      await carol.ok("remember", { source: "s", tags: [], description: "meanwhile" });
      await carol.ok("update_entry", { entry_id: made[page], description: "changed meanwhile" });
    }
    expect(new Set(seen).size).toBe(seen.length);
    const changed = made.slice(0, 9);
    for (const id of made) if (!changed.includes(id)) expect(seen).toContain(id);
    const since = await carol.ok("get_knowledge", { since: "2026-07-28T00:00:00Z", limit: 500 });
    const found = since.entries.map((entry: { id: string }) => entry.id);
    for (const id of made) expect(found).toContain(id);
  });
});
