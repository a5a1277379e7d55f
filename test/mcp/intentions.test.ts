import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Harness, type TestClient } from "../helpers/mcp-harness.ts";

const HOUR = 3_600_000;

describe("reminders", () => {
  let harness: Harness;
  let client: TestClient;
  beforeAll(async () => {
    harness = await Harness.open();
    client = await harness.client({ by: "laptop", name: "claude" });
  });
  afterAll(() => harness.close());

  const at = (ms: number) => new Date(harness.clock.now() + ms).toISOString();
  const add = async (source: string, more: Record<string, unknown> = {}): Promise<string> =>
    (await client.ok("remind", { goal: `do ${source}`, source, tags: ["todo"], ...more })).id;
  const one = async (source: string, more: Record<string, unknown> = {}) =>
    (await client.ok("get_intentions", { source, ...more })).entries[0];

  it("are created pending, with all fields as given and times in UTC", async () => {
    const answer = await client.ok("remind", {
      goal: "call the plumber",
      source: "home",
      tags: ["todo"],
      deliver_at: "2026-08-01T09:00:00+02:00",
      constraints: "office hours",
      urgency: "high",
      language: "en",
    });
    expect(answer).toEqual({ status: "ok", id: answer.id, state: "pending" });
    expect(await one("home")).toMatchObject({
      id: answer.id,
      type: "intention",
      language: "en",
      data: {
        goal: "call the plumber",
        state: "pending",
        deliver_at: "2026-08-01T07:00:00.000Z",
        constraints: "office hours",
        urgency: "high",
        recurrence: null,
        learned_from: "conversation",
      },
      written_by: { by: "laptop", client: "claude", tool: "remind" },
    });
  });

  it("may have no time, and are of normal urgency unless said", async () => {
    await add("plain");
    expect((await one("plain")).data).toMatchObject({
      deliver_at: null,
      constraints: null,
      urgency: "normal",
      state: "pending",
    });
  });

  it("show goal and state in list mode and are found by state, source and tags", async () => {
    const id = await add("listed", { tags: ["a", "b"] });
    const listed = await one("listed", { mode: "list", state: "pending", tags: ["a", "b"] });
    expect(listed).toMatchObject({ id, goal: "do listed", state: "pending" });
    expect(listed.data).toBeUndefined();
    expect(await one("listed", { state: "active" })).toBeUndefined();
    expect(await one("listed", { tags: ["a", "c"] })).toBeUndefined();
  });

  it("count and show as fired once their time has come, without a write", async () => {
    const id = await add("due", { deliver_at: at(HOUR) });
    expect(await one("due", { state: "fired" })).toBeUndefined();
    harness.clock.advance(HOUR);
    expect(await one("due", { state: "fired" })).toMatchObject({ id, version: 1, data: { state: "fired" } });
    expect(await one("due", { mode: "list" })).toMatchObject({ state: "fired" });
    expect(await one("due", { state: "pending" })).toBeUndefined();
    const knowledge = await client.ok("get_knowledge", { source: "due", entry_type: "intention" });
    expect(knowledge.entries[0].data.state).toBe("fired");
    expect((await client.ok("get_history", { entry_id: id })).versions).toHaveLength(1);
  });

  it("in the past are due at once", async () => {
    await add("late", { deliver_at: at(-HOUR) });
    expect((await one("late")).data.state).toBe("fired");
  });

  it("move from any state to any other, with the old state in the changelog", async () => {
    const id = await add("moves");
    const states = ["active", "completed", "pending", "fired", "cancelled", "snoozed", "completed", "active"];
    for (const state of states) {
      const answer = await client.ok("update_intention", { entry_id: id, state, reason: `now ${state}` });
      expect(answer).toEqual({ status: "ok", id });
      expect((await one("moves")).data).toMatchObject({ state, state_reason: `now ${state}` });
    }
    const { changelog } = (await one("moves")).data;
    expect(changelog.map((item: { changed: { state: string } }) => item.changed.state)).toEqual([
      "pending",
      ...states.slice(0, -1),
    ]);
    await client.ok("update_intention", { entry_id: id, state: "pending" });
    expect((await one("moves")).data.state_reason).toBe("now active");
  });

  it("come back after a snooze: after 24 hours, or at snooze_until", async () => {
    const day = await add("day");
    const hour = await add("hour");
    await client.ok("update_intention", { entry_id: day, state: "snoozed" });
    await client.ok("update_intention", { entry_id: hour, state: "snoozed", snooze_until: at(HOUR) });
    expect((await one("day")).data).toMatchObject({ state: "snoozed", snooze_until: at(24 * HOUR) });
    harness.clock.advance(HOUR);
    expect((await one("hour")).data.state).toBe("fired");
    expect((await one("day", { state: "snoozed" })).id).toBe(day);
    harness.clock.advance(23 * HOUR);
    expect((await one("day", { state: "fired" })).id).toBe(day);
    await client.ok("update_intention", { entry_id: day, state: "active" });
    expect((await one("day")).data).not.toHaveProperty("snooze_until");
  });

  it("refuse a snooze_until that has passed, or with another state", async () => {
    const entry_id = await add("wrong-snooze");
    for (const args of [
      { state: "snoozed", snooze_until: at(0) },
      { state: "completed", snooze_until: at(HOUR) },
    ]) {
      expect(await client.fail("update_intention", { entry_id, ...args })).toMatchObject({
        code: "invalid_parameter",
        param: "snooze_until",
      });
    }
    expect((await one("wrong-snooze")).version).toBe(1);
  });

  it("refuse unknown states and urgencies with a suggestion", async () => {
    const wrong = [
      ["update_intention", { entry_id: "x", state: "complete" }, "state", "completed"],
      ["get_intentions", { state: "Pending" }, "state", "pending"],
      ["remind", { goal: "g", source: "s", tags: [], urgency: "hihg" }, "urgency", "high"],
    ] as const;
    for (const [tool, args, param, suggestion] of wrong) {
      expect(await client.fail(tool, args)).toMatchObject({ code: "invalid_parameter", param, suggestion });
    }
  });

  it("answer unknown ids, foreign ids and other types alike", async () => {
    const bob = await harness.client({ owner: "bob" });
    const mine = await add("mine");
    const { id: note } = await client.ok("remember", { source: "n", tags: [], description: "d" });
    const errors = [
      await client.fail("update_intention", { entry_id: "unknown", state: "active" }),
      await client.fail("update_intention", { entry_id: note, state: "active" }),
      await bob.fail("update_intention", { entry_id: mine, state: "active" }),
    ];
    for (const error of errors) {
      expect({ ...error, value: "" }).toEqual({ ...errors[0], value: "" });
      expect(error).toMatchObject({ code: "not_found", param: "entry_id" });
    }
    expect((await one("mine")).version).toBe(1);
  });

  it("are paged by cursor, newest change first", async () => {
    const ids = [await add("paged"), await add("paged"), await add("paged")];
    await client.ok("update_intention", { entry_id: ids[0], state: "active" });
    const first = await client.ok("get_intentions", { source: "paged", limit: 2 });
    expect(first).toMatchObject({ limit: 2, offset: 0, has_more: true });
    const rest = await client.ok("get_intentions", { source: "paged", limit: 2, cursor: first.next_cursor });
    expect(rest.has_more).toBe(false);
    const found = [...first.entries, ...rest.entries].map(({ id }) => id);
    expect(found).toEqual([ids[0], ids[2], ids[1]]);
  });
});
