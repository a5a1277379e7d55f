import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Harness, type TestClient } from "../helpers/mcp-harness.ts";

describe("overview: briefing, stats, tags, resources, prompt", () => {
  let harness: Harness;
  let laptop: TestClient;
  let phone: TestClient;
  beforeAll(async () => {
    harness = await Harness.open();
    laptop = await harness.client({ by: "laptop", name: "claude" });
    phone = await harness.client({ by: "phone", name: "chatgpt" });
  });
  afterAll(() => harness.close());

  it("says all clear on an empty store", async () => {
    const empty = await harness.client({ owner: "empty" });
    const briefing = await empty.ok("get_briefing");
    expect(briefing).toMatchObject({
      generated: "2026-07-28T09:00:00.000Z",
      staleness_sec: 0,
      sources: {},
      sources_total: 0,
      active_alerts: 0,
      active_suppressions: 0,
      upcoming: [],
      attention_needed: false,
      pending_intentions: 0,
      recent: { changed: 0, by_others: 0, headlines: [] },
      summary: "All clear across 0 sources.",
    });
    expect(Object.values(briefing.evaluation).every((count) => count === 0)).toBe(true);
    expect(await empty.ok("get_stats")).toMatchObject({
      total: 0,
      sources: [],
      entries: { note: 0, record: 0 },
    });
    expect(await empty.ok("get_tags")).toEqual({ tags: [] });
  });

  it("tells a client what the others wrote, in at most 200 tokens however much there is", async () => {
    for (let n = 0; n < 50; n++) {
      const description = `${n} ${"a long story about backups 👩‍👩‍👧 ".repeat(20)}`;
      await phone.ok("remember", { source: "home", tags: ["x"], description });
    }
    await laptop.ok("remember", { source: "work", tags: ["x", "y"], description: "my own" });
    const mine = await laptop.call("get_briefing");
    expect(mine.json.recent).toMatchObject({ changed: 51, by_others: 50 });
    expect(mine.json.recent.headlines).toHaveLength(3);
    expect(mine.json.recent.headlines[0]).toMatch(/^home: 49 a long story/);
    expect(mine.json.recent.headlines.every((line: string) => line.isWellFormed() && line.length <= 80)).toBe(
      true,
    );
    expect(mine.text.length / 4).toBeLessThanOrEqual(200);
    expect((await phone.ok("get_briefing")).recent).toMatchObject({ changed: 51, by_others: 1 });
  });

  it("counts from a given time and reads the same twice", async () => {
    harness.clock.advance(60_000);
    const since = new Date(harness.clock.now()).toISOString();
    expect((await laptop.ok("get_briefing", { since })).recent).toMatchObject({ since, changed: 0 });
    expect(await laptop.ok("get_briefing")).toEqual(await laptop.ok("get_briefing"));
  });

  it("counts entries per type, sources and tags", async () => {
    const stats = await laptop.ok("get_stats");
    expect(stats).toMatchObject({ total: 51, sources: ["home", "work"], entries: { note: 51, alert: 0 } });
    expect(Object.keys(stats.entries)).toHaveLength(10);
    expect(await laptop.ok("get_tags")).toEqual({
      tags: [
        { tag: "x", count: 51 },
        { tag: "y", count: 1 },
      ],
    });
  });

  it("offers the briefing and the knowledge as resources", async () => {
    const { resources } = await laptop.sdk.listResources();
    expect(resources.map(({ uri }) => uri)).toEqual(
      expect.arrayContaining(["awareness://briefing", "awareness://knowledge"]),
    );
    const read = async (uri: string) => {
      const { contents } = await laptop.sdk.readResource({ uri });
      return JSON.parse((contents[0] as { text: string }).text);
    };
    expect(await read("awareness://briefing")).toMatchObject({ attention_needed: false });
    expect(await read("awareness://knowledge")).toHaveLength(51);
    await expect(laptop.sdk.readResource({ uri: "awareness://nothing" })).rejects.toMatchObject({
      code: -32602,
    });
  });

  it("renders the write guide", async () => {
    const { messages } = await laptop.sdk.getPrompt({ name: "write_guide" });
    const [message] = JSON.parse(JSON.stringify(messages));
    const { text } = message.content;
    expect(message.role).toBe("user");
    expect(text).toContain("51 entries");
    expect(text).toContain("home, work");
    expect(text).toContain("x (51), y (1)");
  });
});
