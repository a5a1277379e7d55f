import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { Harness, type TestClient } from "../helpers/mcp-harness.ts";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

describe("reminders in the briefing", () => {
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

  const at = (ms: number) => new Date(harness.clock.now() + ms).toISOString();
  const remind = async (goal: string, args: object = {}): Promise<string> =>
    (await client.ok("remind", { goal, source: "home", tags: ["todo"], ...args })).id;
  const brief = () => client.ok("get_briefing");
  const goals = async () =>
    ((await brief()).fired_intentions ?? []).map(({ goal }: { goal: string }) => goal) as string[];
  const move = (entry_id: string, state: string, args: object = {}) =>
    client.ok("update_intention", { entry_id, state, ...args });

  it("only count while their time has not come", async () => {
    await remind("water the plants", { deliver_at: at(HOUR) });
    await remind("some day");
    const briefing = await brief();
    expect(briefing).toMatchObject({
      attention_needed: false,
      pending_intentions: 2,
      evaluation: { intentions_pending: 2, intentions_fired: 0 },
    });
    expect(briefing).not.toHaveProperty("fired_intentions");
  });

  it("are listed from their time on, in every briefing, until they are acted on", async () => {
    const id = await remind("water the plants", { deliver_at: at(HOUR) });
    harness.clock.advance(HOUR);
    const first = await brief();
    expect(first).toMatchObject({
      attention_needed: true,
      fired_intentions: [{ id, goal: "water the plants", source: "home", tags: ["todo"] }],
      pending_intentions: 0,
      evaluation: { intentions_pending: 0, intentions_fired: 1 },
      summary: "1 reminder ready.",
      suggested_mention: "INTENTION: water the plants",
    });
    const [one, two] = await Promise.all([brief(), brief()]);
    expect([one, two]).toEqual([first, first]);
    harness.clock.advance(9 * DAY);
    expect(await goals()).toEqual(["water the plants"]);
    await client.ok("acted_on", { entry_id: id, action: "watered them" });
    expect(await brief()).toMatchObject({ attention_needed: false, pending_intentions: 0 });
  });

  it.each(["completed", "cancelled", "active"])("leave it when they are %s", async (state) => {
    const id = await remind("call", { deliver_at: at(-HOUR) });
    expect(await goals()).toEqual(["call"]);
    await move(id, state);
    expect(await goals()).toEqual([]);
  });

  it("come back after a snooze, at its time", async () => {
    const id = await remind("call", { deliver_at: at(-HOUR) });
    await move(id, "snoozed", { snooze_until: at(2 * HOUR) });
    expect(await brief()).toMatchObject({ attention_needed: false });
    harness.clock.advance(2 * HOUR - 1);
    expect(await goals()).toEqual([]);
    harness.clock.advance(1);
    expect(await goals()).toEqual(["call"]);
  });

  it("that recur come again at the next time, once the last one is done", async () => {
    const id = await remind("stretch", { deliver_at: at(0), recurrence: "FREQ=DAILY" });
    const { next_id } = await move(id, "completed");
    expect(await brief()).toMatchObject({ attention_needed: false, pending_intentions: 1 });
    harness.clock.advance(DAY);
    expect((await brief()).fired_intentions).toMatchObject([{ id: next_id, goal: "stretch" }]);
  });

  it("name the longest due first, count the rest, and cost at most 500 tokens", async () => {
    for (let n = 1; n <= 40; n++) {
      const tags = Array.from({ length: 20 }, (_, tag) => `${tag}"\\${"t".repeat(80)}`);
      const source = `${n}"\\`.repeat(20);
      await remind(`${n} ${'"\\ quoted '.repeat(60)}`, { deliver_at: at(-n * HOUR), tags, source });
    }
    const { text, json } = await client.call("get_briefing");
    expect(text.length / 4).toBeLessThanOrEqual(500);
    expect(json).toMatchObject({
      evaluation: { intentions_fired: 40 },
      summary: expect.stringContaining("40 reminders ready"),
    });
    expect(json.fired_intentions.length).toBeGreaterThan(0);
    expect(json.fired_intentions[0].goal).toMatch(/^40 /);
  });
});
