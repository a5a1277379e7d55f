import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Harness, type TestClient } from "../helpers/mcp-harness.ts";

const DAY = 24 * 3_600_000;

describe("recurring reminders", () => {
  let harness: Harness;
  let client: TestClient;
  beforeAll(async () => {
    harness = await Harness.open();
    client = await harness.client();
  });
  afterAll(() => harness.close());

  const start = () => new Date(harness.clock.now()).toISOString();
  const add = async (
    source: string,
    recurrence: string,
    more: Record<string, unknown> = {},
  ): Promise<string> =>
    (
      await client.ok("remind", {
        goal: "water the plants",
        source,
        tags: ["home"],
        deliver_at: start(),
        recurrence,
        ...more,
      })
    ).id;
  const complete = (entry_id: string) => client.ok("update_intention", { entry_id, state: "completed" });
  const all = async (source: string) => (await client.ok("get_intentions", { source })).entries;

  it("make the next one when they are completed, like the one before and linked to it", async () => {
    const id = await add("weekly", "RRULE:freq=weekly", {
      constraints: "mornings",
      urgency: "low",
      language: "en",
    });
    const answer = await complete(id);
    expect(answer).toEqual({
      status: "ok",
      id,
      next_id: answer.next_id,
      next_deliver_at: new Date(harness.clock.now() + 7 * DAY).toISOString(),
    });
    const [, next] = await all("weekly");
    expect(next).toMatchObject({ id: answer.next_id, source: "weekly", tags: ["home"], language: "en" });
    expect(next.data).toEqual({
      goal: "water the plants",
      state: "pending",
      deliver_at: answer.next_deliver_at,
      constraints: "mornings",
      urgency: "low",
      recurrence: "FREQ=WEEKLY",
      learned_from: "conversation",
      related_ids: [id],
    });
  });

  it("make one next, however often and by however many they are completed", async () => {
    const id = await add("once", "FREQ=DAILY");
    const answers = await Promise.all([complete(id), complete(id), complete(id)]);
    harness.clock.advance(3 * DAY);
    answers.push(await complete(id));
    expect(new Set(answers.map(({ next_id }) => next_id)).size).toBe(1);
    await client.ok("update_intention", { entry_id: id, state: "pending" });
    expect((await complete(id)).next_id).toBe(answers[0]?.next_id);
    expect(await all("once")).toHaveLength(2);
  });

  it("stay ended when the next one was deleted and the old one is completed again", async () => {
    const id = await add("ended", "FREQ=DAILY");
    await client.ok("delete_entry", { entry_id: (await complete(id)).next_id });
    expect(await complete(id)).toEqual({ status: "ok", id });
    expect(await all("ended")).toHaveLength(1);
  });

  it("lose nothing when the program ends between the two writes", async () => {
    const id = await add("crash", "FREQ=DAILY");
    const { entries } = harness.store;
    const { change } = entries;
    Object.assign(entries, { change: () => Promise.reject(new Error("power cut")) });
    expect((await client.fail("update_intention", { entry_id: id, state: "completed" })).code).toBe(
      "internal",
    );
    Object.assign(entries, { change });
    expect((await all("crash")).map((entry: { data: { state: string } }) => entry.data.state)).toEqual([
      "pending",
      "fired",
    ]);
    harness.clock.advance(2 * DAY);
    const [pending] = await all("crash");
    expect((await complete(id)).next_id).toBe(pending.id);
    expect(await all("crash")).toHaveLength(2);
  });

  it("skip what was missed: the next one lies in the future", async () => {
    const id = await add("missed", "FREQ=DAILY;INTERVAL=2");
    harness.clock.advance(5 * DAY);
    const { next_deliver_at } = await complete(id);
    expect(Date.parse(next_deliver_at)).toBe(harness.clock.now() + DAY);
  });

  it("completed early do not come twice for the same time", async () => {
    const soon = new Date(harness.clock.now() + DAY).toISOString();
    const id = await add("early", "FREQ=DAILY", { deliver_at: soon });
    expect(Date.parse((await complete(id)).next_deliver_at)).toBe(harness.clock.now() + 2 * DAY);
  });

  it("end with their count, their last day, or when they are cancelled", async () => {
    let id = await add("count", "FREQ=DAILY;COUNT=3");
    for (let n = 0; n < 2; n++) {
      id = (await complete(id)).next_id;
      harness.clock.advance(DAY);
    }
    expect(
      (await all("count")).map((entry: { data: { recurrence: string } }) => entry.data.recurrence),
    ).toContain("FREQ=DAILY;COUNT=1");
    expect(await complete(id)).toEqual({ status: "ok", id });
    const until = new Date(harness.clock.now()).toISOString().slice(0, 10).replaceAll("-", "");
    const last = await add("until", `FREQ=DAILY;UNTIL=${until}`);
    expect(await complete(last)).toEqual({ status: "ok", id: last });
    const dropped = await add("dropped", "FREQ=DAILY");
    await client.ok("update_intention", { entry_id: dropped, state: "cancelled" });
    expect(await all("dropped")).toHaveLength(1);
  });

  it("keep what the user linked them to, and one link to their predecessor", async () => {
    const { id: note } = await client.ok("remember", { source: "doc", tags: [], description: "how to" });
    const first = await add("linked", "FREQ=DAILY");
    await client.ok("update_entry", { entry_id: first, related_ids: [note] });
    const second = (await complete(first)).next_id;
    const third = (await complete(second)).next_id;
    const [newest] = (await all("linked")).filter(({ id }: { id: string }) => id === third);
    expect(newest.data.related_ids).toEqual([second, note]);
  });

  it("refuse rules that are not valid, never come, or have no start", async () => {
    const wrong = [
      "daily",
      "FREQ=DALY",
      "FREQ=DAILY;",
      "FREQ=DAILY;INTERVAL=0",
      "FREQ=DAILY;INTERVAL=9000",
      "FREQ=DAILY;COUNT=2;UNTIL=20270101",
      "FREQ=DAILY;FREQ=WEEKLY",
      "FREQ=DAILY;BYHOUR=25",
      "FREQ=WEEKLY;BYMONTHDAY=3",
      "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30",
      "FREQ=DAILY\nEXDATE:20260101T000000Z",
      "constructor=1",
    ];
    for (const recurrence of wrong) {
      const error = await client.fail("remind", {
        goal: "g",
        source: "wrong",
        tags: [],
        deliver_at: start(),
        recurrence,
      });
      expect(error, recurrence).toMatchObject({ code: "invalid_parameter", param: "recurrence" });
    }
    for (const deliver_at of [undefined, "1970-01-01", "9999-12-31"]) {
      const args = { goal: "g", source: "wrong", tags: [], recurrence: "FREQ=DAILY", deliver_at };
      expect(await client.fail("remind", args)).toMatchObject({
        code: "invalid_parameter",
        param: "deliver_at",
      });
    }
    expect(await all("wrong")).toEqual([]);
  });
});
