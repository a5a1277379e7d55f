import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Harness, type TestClient } from "../helpers/mcp-harness.ts";

const HOUR = 3_600_000;

describe("get_knowledge over all types", () => {
  let harness: Harness;
  let client: TestClient;
  beforeAll(async () => {
    harness = await Harness.open();
    client = await harness.client();
    const named = (description: string) => ({ source: "s", tags: ["t"], description });
    await client.ok("remember", { ...named("note"), learned_from: "claude", language: "en" });
    await client.ok("remember", { source: "other", tags: ["t"], description: "elsewhere" });
    await client.ok("learn_pattern", { ...named("pattern"), learned_from: "claude" });
    await client.ok("add_context", named("context"));
    await client.ok("set_preference", { key: "k", value: "v", scope: "s" });
    await client.ok("register_schema", { ...named("schema"), family: "f", version: "1", schema: {} });
    const pin = { logical_key: "r", schema_ref: "f", schema_version: "1" };
    await client.ok("create_record", { ...named("record"), ...pin, content: [1] });
    await client.ok("remind", { goal: "a plan", source: "s", tags: ["t"] });
    await client.ok("report_status", { source: "s", tags: ["t"], metrics: { load: 1 } });
    await client.ok("suppress_alert", { source: "s", tags: ["t"] });
    const alert = { source: "s", tags: ["t"], alert_id: "a", level: "warning", alert_type: "threshold" };
    await client.ok("report_alert", { ...alert, message: "m" });
  });
  afterAll(() => harness.close());

  const types = async (args: Record<string, unknown>) =>
    (await client.ok("get_knowledge", args)).entries.map(({ type }: { type: string }) => type).sort();

  it("answers patterns, contexts, preferences and notes unless a type is named", async () => {
    expect(await types({ source: "s" })).toEqual(["context", "note", "pattern", "preference"]);
  });

  it.each([
    "status",
    "alert",
    "pattern",
    "suppression",
    "context",
    "preference",
    "note",
    "intention",
    "schema",
    "record",
  ])("answers %s entries when they are named, every other filter still in force", async (entry_type) => {
    expect(await types({ entry_type, source: "s" })).toEqual([entry_type]);
    expect(await types({ entry_type, source: "nowhere" })).toEqual([]);
    expect(await types({ entry_type, source: "s", tags: ["nothing"] })).toEqual([]);
    expect(await types({ entry_type, source: "s", learned_from: "nobody" })).toEqual([]);
    expect(await types({ entry_type, source: "s", language: "fr" })).toEqual([]);
    expect(await types({ entry_type, source: "s", include_history: "only" })).toEqual([]);
    const after = new Date(harness.clock.now() + HOUR).toISOString();
    const before = new Date(harness.clock.now() - HOUR).toISOString();
    for (const filter of [
      { since: after },
      { created_after: after },
      { until: before },
      { created_before: before },
    ]) {
      expect(await types({ entry_type, source: "s", ...filter })).toEqual([]);
    }
  });

  it("counts every type in the stats, and its tags", async () => {
    const { entries, total, sources } = await client.ok("get_stats");
    expect(Object.keys(entries)).toEqual([
      "status",
      "alert",
      "pattern",
      "suppression",
      "context",
      "preference",
      "note",
      "intention",
      "schema",
      "record",
    ]);
    expect(Object.values(entries)).toEqual([1, 1, 1, 1, 1, 1, 2, 1, 1, 1]);
    expect({ total, sources }).toEqual({ total: 11, sources: ["other", "s"] });
    expect((await client.ok("get_tags")).tags).toEqual([{ tag: "t", count: 10 }]);
  });

  it("gives a reminder and a preference their words when a hint asks for them", async () => {
    const hinted = async (entry_type: string, hint: string) =>
      (await client.ok("get_knowledge", { entry_type, hint })).entries[0].similarity;
    expect(await hinted("intention", "plan")).toBe(1);
    expect(await hinted("alert", "m")).toBe(1);
    expect(await hinted("preference", "k")).toBe(1);
  });

  it("takes sources and tags literally, whatever they look like", async () => {
    const text = "'; DROP TABLE entries;-- {0} {{x}} %s";
    await client.ok("remember", { source: text, tags: [text], description: text });
    expect(await types({ source: text, tags: [text] })).toEqual(["note"]);
    expect(await types({ source: "%", tags: ["%"] })).toEqual([]);
    expect((await client.ok("get_stats")).sources).toContain(text);
  });
});
