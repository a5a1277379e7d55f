import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Harness, type TestClient } from "../helpers/mcp-harness.ts";

const MINUTE = 60_000;

describe("activity", () => {
  let harness: Harness;
  let claude: TestClient;
  let cursor: TestClient;
  beforeAll(async () => {
    harness = await Harness.open();
    claude = await harness.client({ name: "claude" });
    cursor = await harness.client({ name: "cursor" });
  });
  afterAll(() => harness.close());

  const note = async (source: string, tags: readonly string[] = []): Promise<string> =>
    (await claude.ok("remember", { source, tags, description: `about ${source}` })).id;
  const read = (client: TestClient, source: string) => client.ok("get_knowledge", { source });
  const act = (entry_id: string, more: Record<string, unknown> = {}) =>
    claude.ok("acted_on", { entry_id, action: "did it", ...more });

  it("logs full reads with tool and client, newest first; a list is no read", async () => {
    const entry_id = await note("read");
    await read(claude, "read");
    await claude.ok("get_knowledge", { source: "read", mode: "list" });
    harness.clock.advance(MINUTE);
    await cursor.ok("fetch", { id: entry_id });
    const { entries } = await claude.ok("get_reads", { entry_id });
    expect(entries).toMatchObject([
      { entry_id, platform: "cursor", tool_used: "fetch", timestamp: "2026-07-28T09:01:00.000Z" },
      { entry_id, platform: "claude", tool_used: "get_knowledge", timestamp: "2026-07-28T09:00:00.000Z" },
    ]);
    const [byCursor] = (await claude.ok("get_reads", { entry_id, platform: "cursor" })).entries;
    expect(byCursor).toEqual(entries[0]);
    const since = "2026-07-28T09:00:30Z";
    expect((await claude.ok("get_reads", { entry_id, since })).entries).toEqual([entries[0]]);
  });

  it("records an action with what was said, and the entry's tags unless others are given", async () => {
    const entry_id = await note("acted", ["home", "garden"]);
    const answer = await act(entry_id);
    const timestamp = new Date(harness.clock.now()).toISOString();
    expect(answer).toEqual({ status: "ok", id: answer.id, entry_id, action: "did it", timestamp });
    harness.clock.advance(MINUTE);
    await act(entry_id, { platform: "phone", detail: "it went well", tags: ["late"] });
    const { entries } = await claude.ok("get_actions", { entry_id });
    expect(entries).toMatchObject([
      { platform: "phone", action: "did it", detail: "it went well", tags: ["late"] },
      { id: answer.id, platform: "claude", detail: null, tags: ["home", "garden"], timestamp },
    ]);
    const found = async (args: object) =>
      (await claude.ok("get_actions", { entry_id, ...args })).entries.length;
    expect(await found({ tags: ["garden", "home"] })).toBe(1);
    expect(await found({ tags: ["garden", "late"] })).toBe(0);
    expect(await found({ platform: "phone" })).toBe(1);
    expect(await found({ since: new Date(harness.clock.now()).toISOString() })).toBe(1);
  });

  it("records no action for an entry that is not there, by a proper error", async () => {
    const gone = await note("gone");
    await claude.ok("delete_entry", { entry_id: gone });
    for (const entry_id of [gone, "unknown"]) {
      const error = await claude.fail("acted_on", { entry_id, action: "x" });
      expect(error).toMatchObject({
        code: "not_found",
        param: "entry_id",
        value: entry_id,
        retryable: false,
      });
      expect((await claude.ok("get_actions", { entry_id })).entries).toEqual([]);
    }
  });

  it("completes a due or pending reminder, and makes the next of a recurring one", async () => {
    const remind = async (args: object): Promise<string> =>
      (await claude.ok("remind", { goal: "g", source: "r", tags: [], ...args })).id;
    const deliver_at = new Date(harness.clock.now() - MINUTE).toISOString();
    const due = await remind({ deliver_at, recurrence: "FREQ=DAILY" });
    const pending = await remind({});
    const active = await remind({});
    await claude.ok("update_intention", { entry_id: active, state: "active" });
    const answer = await act(due);
    expect(answer.next_id).toBeTruthy();
    expect(Date.parse(answer.next_deliver_at)).toBe(Date.parse(deliver_at) + 24 * 60 * MINUTE);
    expect(await act(pending)).not.toHaveProperty("next_id");
    await act(active);
    const { entries } = await claude.ok("get_intentions", { source: "r", mode: "list" });
    const states = new Map(entries.map(({ id, state }: { id: string; state: string }) => [id, state]));
    expect([due, pending, active, answer.next_id].map((id) => states.get(id))).toEqual([
      "completed",
      "completed",
      "active",
      "pending",
    ]);
    expect((await claude.ok("get_actions", { entry_id: due })).entries).toHaveLength(1);
  });

  it("merges reads and actions into one timeline, by time and platform", async () => {
    const since = new Date(harness.clock.now() + MINUTE).toISOString();
    harness.clock.advance(MINUTE);
    const entry_id = await note("timeline");
    await read(cursor, "timeline");
    harness.clock.advance(MINUTE);
    await act(entry_id, { detail: "done", platform: "cursor" });
    harness.clock.advance(MINUTE);
    await read(claude, "timeline");
    const { entries } = await claude.ok("get_activity", { since });
    expect(entries).toMatchObject([
      { event_type: "read", entry_id, platform: "claude", action: null, detail: "get_knowledge", tags: [] },
      { event_type: "action", entry_id, platform: "cursor", action: "did it", detail: "done" },
      { event_type: "read", entry_id, platform: "cursor", action: null },
    ]);
    const byCursor = await claude.ok("get_activity", { since, platform: "cursor" });
    expect(byCursor.entries).toEqual(entries.slice(1));
  });

  it("pages through all of it once, by cursor", async () => {
    const entry_id = await note("pages");
    for (let n = 0; n < 7; n++) await act(entry_id, { action: `step ${n}` });
    await read(cursor, "pages");
    for (const [tool, count] of [
      ["get_actions", 7],
      ["get_activity", undefined],
      ["get_reads", undefined],
    ] as const) {
      const whole = (await claude.ok(tool, tool === "get_actions" ? { entry_id } : {})).entries;
      const pieces: unknown[] = [];
      let page = { has_more: true, next_cursor: undefined as string | undefined };
      while (page.has_more) {
        const filter = tool === "get_actions" ? { entry_id } : {};
        const answer = await claude.ok(tool, { ...filter, limit: 2, cursor: page.next_cursor });
        expect(answer).toMatchObject({ limit: 2, offset: 0 });
        pieces.push(...answer.entries);
        page = answer;
      }
      expect(pieces).toEqual(whole);
      if (count !== undefined) expect(pieces).toHaveLength(count);
    }
    expect(await claude.ok("get_actions", { entry_id, limit: 0 })).toMatchObject({
      entries: [],
      has_more: true,
    });
    expect(await claude.ok("get_actions", { entry_id, limit: 7 })).toMatchObject({ has_more: false });
    const { next_cursor } = await claude.ok("get_actions", { entry_id, limit: 2 });
    expect(await claude.fail("get_reads", { cursor: next_cursor })).toMatchObject({ param: "cursor" });
  });

  it("shows nobody what, or how much, others do", async () => {
    const bob = await harness.client({ owner: "bob" });
    const mine = await note("mine");
    const first = await act(mine);
    for (const tool of ["get_reads", "get_actions", "get_activity", "get_unread"]) {
      expect((await bob.ok(tool)).entries).toEqual([]);
    }
    const { id } = await bob.ok("remember", { source: "b", tags: [], description: "d" });
    expect((await bob.fail("acted_on", { entry_id: mine, action: "x" })).code).toBe("not_found");
    const { id: bobs } = await bob.ok("acted_on", { entry_id: id, action: "x" });
    const second = await act(mine);
    expect(Number.isSafeInteger(bobs)).toBe(true);
    expect(Math.abs(second.id - first.id)).toBeGreaterThan(2);
    expect(Math.abs(bobs - first.id)).toBeGreaterThan(1);
  });

  it("keeps text that looks like SQL or templates as it is", async () => {
    const text = "'; DROP TABLE actions;-- {0} {{x}}";
    const entry_id = await note("inert");
    await act(entry_id, { action: text, platform: text, detail: text, tags: [text] });
    const [row] = (await claude.ok("get_actions", { platform: text, tags: [text] })).entries;
    expect(row).toMatchObject({ entry_id, action: text, platform: text, detail: text, tags: [text] });
  });
});

describe("get_unread", () => {
  let harness: Harness;
  let client: TestClient;
  beforeAll(async () => {
    harness = await Harness.open();
    client = await harness.client();
  });
  afterAll(() => harness.close());

  it("lists entries of any type that nobody read, a line each, in pages", async () => {
    const ids: string[] = [];
    for (const source of ["a", "b", "c"]) {
      ids.push((await client.ok("remember", { source, tags: [], description: source })).id);
    }
    ids.push((await client.ok("remind", { goal: "g", source: "d", tags: [] })).id);
    await client.ok("get_knowledge", { source: "b" });
    await client.ok("get_knowledge", { mode: "list" });
    const { entries } = await client.ok("get_unread");
    expect(entries.map(({ id }: { id: string }) => id)).toEqual([ids[3], ids[2], ids[0]]);
    expect(entries[0]).toMatchObject({ goal: "g", state: "pending" });
    expect(entries[0].data).toBeUndefined();
    const page = await client.ok("get_unread", { limit: 2 });
    expect(page.has_more).toBe(true);
    expect((await client.ok("get_unread", { limit: 2, cursor: page.next_cursor })).entries).toEqual([
      entries[2],
    ]);
    harness.clock.advance(2 * 24 * 60 * MINUTE);
    const since = new Date(harness.clock.now() - MINUTE).toISOString();
    expect((await client.ok("get_unread", { since })).entries).toHaveLength(4);
    await client.ok("fetch", { id: ids[0] });
    expect((await client.ok("get_unread", { since })).entries).toHaveLength(3);
  });
});
