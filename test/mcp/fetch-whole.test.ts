import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Harness, type TestClient } from "../helpers/mcp-harness.ts";

describe("fetch answers all of", () => {
  let harness: Harness;
  let client: TestClient;
  const named = { source: "s", tags: [], description: "the line" };
  beforeAll(async () => {
    harness = await Harness.open();
    client = await harness.client();
    const schema = { type: "object", properties: { height: { type: "number" } } };
    await client.ok("register_schema", { ...named, family: "tree", version: "1", schema });
  });
  afterAll(() => harness.close());

  const pin = { logical_key: "oak", schema_ref: "tree", schema_version: "1" };
  it.each([
    ["remember", { ...named, content: "the text" }, ["the line", "the text"]],
    [
      "learn_pattern",
      { ...named, effect: "backup slow", conditions: { day_of_week: "monday" } },
      ["the line", "backup slow", "monday"],
    ],
    [
      "report_alert",
      {
        source: "s",
        tags: [],
        alert_id: "disk",
        level: "critical",
        alert_type: "threshold",
        message: "the line",
        metric: "free",
        details: { left: "2 GB" },
      },
      ["the line", "disk", "critical", "free", "2 GB"],
    ],
    [
      "remind",
      {
        goal: "the line",
        source: "s",
        tags: [],
        deliver_at: "2026-08-01T09:00:00Z",
        constraints: "by phone",
      },
      ["the line", "2026-08-01T09:00:00.000Z", "by phone", "pending"],
    ],
    [
      "register_schema",
      { ...named, family: "bush", version: "7", schema: { const: "green" } },
      ["the line", "bush", "7", "green"],
    ],
    ["create_record", { ...named, ...pin, content: { height: 12 } }, ["the line", '"height":12', "tree"]],
    ["report_status", { source: "s", tags: [], metrics: { load: 0.5 } }, ["load", "0.5"]],
    ["suppress_alert", { source: "s", reason: "the move" }, ["the move"]],
    ["set_preference", { key: "units", value: "metric" }, ["units: metric"]],
  ] as const)("what %s stored", async (tool, args, parts) => {
    const { id } = await client.ok(tool, args);
    const { text } = await client.ok("fetch", { id });
    for (const part of parts) expect(text).toContain(part);
  });
});
