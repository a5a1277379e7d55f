import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { AnyClient } from "../helpers/any-client.ts";
import { connectClient } from "../helpers/clients.ts";
import { makeTempDir } from "../helpers/temp-dir.ts";

/** Parts of the built program that a start does not load must still be there when they are needed. */
describe("what the built program loads on demand", () => {
  let client: AnyClient;
  beforeAll(async () => {
    client = await connectClient("v2 legacy", { kind: "stdio", dataDir: makeTempDir() });
  });
  afterAll(() => client.close());

  const ok = async (name: string, args: Record<string, unknown>) => {
    const { isError, json } = await client.callTool(name, args);
    expect(isError, JSON.stringify(json)).toBe(false);
    return json;
  };

  it("makes the next reminder of a recurring one", async () => {
    const deliver_at = "2026-11-20T08:00:00Z";
    const reminder = { goal: "water", source: "home", tags: [], deliver_at, recurrence: "FREQ=WEEKLY" };
    const { id } = await ok("remind", reminder);
    const done = await ok("update_intention", { entry_id: id, state: "completed" });
    expect(Date.parse(done.next_deliver_at)).toBeGreaterThan(Date.now());
  });

  it("validates a record against its schema", async () => {
    const schema = { type: "object", properties: { n: { type: "integer" } }, required: ["n"] };
    const named = { source: "s", tags: [], description: "d" };
    await ok("register_schema", { ...named, family: "f", version: "1", schema });
    const record = { ...named, logical_key: "k", schema_ref: "f", schema_version: "1" };
    await ok("create_record", { ...record, content: { n: 1 } });
    const { isError, json } = await client.callTool("create_record", { ...record, content: { n: "x" } });
    expect({ isError, code: json.error.code }).toEqual({ isError: true, code: "validation_failed" });
  });

  it("answers what only the SDK answers", async () => {
    expect(await client.readResource("awareness://briefing")).toMatchObject({ attention_needed: false });
    expect(await client.getPrompt("write_guide")).toContain("stored");
  });

  it("judges patterns by the local hour", async () => {
    const conditions = { hour_range: [0, 24] };
    await ok("learn_pattern", { source: "", tags: [], description: "d", effect: "disk slow", conditions });
    const alert = { source: "nas", tags: [], alert_id: "a", level: "warning", alert_type: "threshold" };
    await ok("report_alert", { ...alert, message: "disk is slow" });
    expect((await ok("get_briefing", {})).evaluation.pattern_matched).toBe(1);
  });
});
