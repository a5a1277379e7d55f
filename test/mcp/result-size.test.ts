import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Harness } from "../helpers/mcp-harness.ts";

const LARGE = "x".repeat(50_000);

describe.each([false, true])("answers that are too long (legacy %s)", (legacy) => {
  let harness: Harness;
  beforeAll(async () => {
    harness = await Harness.open({ maxResultBytes: 65_536 });
  });
  afterAll(() => harness.close());

  it("are refused with advice, and asking for less is answered", async () => {
    const client = await harness.client({ owner: "alice", legacy });
    for (const name of ["one", "two"]) {
      await client.ok("remember", { source: "s", tags: [], description: name, content: LARGE });
    }
    const refused = await client.fail("get_knowledge", { source: "s" });
    expect(refused).toMatchObject({ code: "result_too_large", retryable: false, limit_bytes: 65_536 });
    expect(JSON.stringify(refused)).not.toContain("xxx");
    expect((await client.ok("get_knowledge", { source: "s", limit: 1 })).entries).toHaveLength(1);
    expect((await client.ok("get_knowledge", { source: "s", mode: "list" })).entries).toHaveLength(2);
  });
});
