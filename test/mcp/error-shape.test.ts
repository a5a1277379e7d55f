import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Harness, type TestClient } from "../helpers/mcp-harness.ts";

describe("an error", () => {
  let harness: Harness;
  let client: TestClient;
  beforeAll(async () => {
    harness = await Harness.open();
    client = await harness.client();
  });
  afterAll(() => harness.close());

  it("is pure compact JSON, marked as an error, without structured content", async () => {
    const answer = await client.call("get_status", { source: "nothing" });
    expect(answer.isError).toBe(true);
    expect(answer.structured).toBeUndefined();
    expect(answer.text).toBe(JSON.stringify(answer.json));
    expect(Object.keys(answer.json)).toEqual(["status", "error"]);
    expect(answer.json.status).toBe("error");
  });

  it("holds code, message and retryable alone when nothing else applies", async () => {
    const error = await client.fail("backfill_embeddings");
    expect(Object.keys(error)).toEqual(["code", "message", "retryable"]);
  });

  it.each([
    ["get_alerts", { limit: -1 }, ["param", "value"]],
    ["get_alerts", { mode: "lisst" }, ["param", "suggestion", "valid", "value"]],
    ["get_alerts", { since: "" }, ["help_url", "param", "value"]],
    ["get_related", { entry_id: "unknown" }, ["param", "value"]],
    ["delete_entry", {}, ["param"]],
  ])("of %s with %j tells more where there is more to tell", async (tool, args, more) => {
    const { code: _, message, retryable, ...rest } = await client.fail(tool, args);
    expect(Object.keys(rest).sort()).toEqual(more);
    expect(retryable).toBe(false);
    expect(message).toMatch(/^[^\n]+[.?]$/);
  });

  it("is not the answer of a write that succeeds: that is the same object as text and structure", async () => {
    const answer = await client.call("remember", { source: "s", tags: [], description: "d" });
    expect(answer.structured).toEqual(answer.json);
    expect(answer.text).toBe(JSON.stringify(answer.json));
  });
});
