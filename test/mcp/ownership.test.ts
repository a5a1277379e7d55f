import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ALL_TOOLS } from "../../src/mcp/tools/index.ts";
import { Harness, type TestClient } from "../helpers/mcp-harness.ts";

const ARGUMENTS: Record<string, Record<string, unknown>> = {
  update_entry: { description: "x" },
  revert_entry: { version: 1 },
  update_intention: { state: "active" },
  acted_on: { action: "x" },
  search: { query: "CANARY" },
  semantic_search: { query: "CANARY" },
};
const idField = (tool: (typeof ALL_TOOLS)[number]) =>
  ["entry_id", "id"].find((name) => name in tool.input.shape);
const withId = ALL_TOOLS.flatMap((tool) => {
  const field = idField(tool);
  return field === undefined ? [] : [{ name: tool.name, field }];
});

describe("owners", () => {
  let harness: Harness;
  let alice: TestClient;
  let bob: TestClient;
  let live: string;
  let trashed: string;
  beforeAll(async () => {
    harness = await Harness.open();
    alice = await harness.client({ owner: "alice" });
    bob = await harness.client({ owner: "bob" });
    const note = async (n: number) =>
      (
        await alice.ok("remember", {
          source: `CANARY-source-${n}`,
          tags: [`CANARY-tag-${n}`],
          description: `CANARY-description-${n}`,
          content: `CANARY-content-${n}`,
          logical_key: `CANARY-key-${n}`,
        })
      ).id;
    live = await note(1);
    trashed = await note(2);
    await alice.ok("delete_entry", { entry_id: trashed });
  });
  afterAll(() => harness.close());

  it.each(withId)("$name answers a foreign id exactly like an unknown one", async ({ name, field }) => {
    for (const id of [live, trashed]) {
      const foreign = await bob.call(name, { [field]: id, ...ARGUMENTS[name] });
      const unknown = await bob.call(name, { [field]: "0".repeat(id.length), ...ARGUMENTS[name] });
      expect(foreign.text.replaceAll(id, "ID")).toBe(unknown.text.replaceAll("0".repeat(id.length), "ID"));
      expect(foreign.text).not.toContain("CANARY");
    }
  });

  it("leaves the victim's entries as they were", async () => {
    const { versions } = await alice.ok("get_history", { entry_id: live });
    expect(versions).toHaveLength(1);
    expect((await alice.ok("get_deleted")).entries).toHaveLength(1);
  });

  it.each(ALL_TOOLS)("$name shows a stranger nothing", async ({ name }) => {
    const attempts = [
      {},
      { source: "CANARY-source-1", tags: [], description: "d" },
      { tags: ["CANARY-tag-1"] },
    ];
    for (const args of attempts) {
      const { text } = await bob.call(name, { ...args, ...ARGUMENTS[name] });
      expect(text.replaceAll("CANARY-source-1", "").replaceAll("CANARY-tag-1", "")).not.toContain("CANARY");
    }
  });

  it("gives a stranger an entry of its own under the same logical key", async () => {
    const args = { source: "CANARY-source-1", tags: [], description: "bob's", logical_key: "CANARY-key-1" };
    expect(await bob.ok("remember", args)).toMatchObject({ action: "created" });
    expect((await alice.ok("get_history", { entry_id: live })).versions).toHaveLength(1);
  });

  it("shows a stranger nothing through resources and prompts", async () => {
    const eve = await harness.client({ owner: "eve" });
    for (const uri of ["awareness://briefing", "awareness://knowledge"]) {
      expect(JSON.stringify(await eve.sdk.readResource({ uri }))).not.toContain("CANARY");
    }
    expect(JSON.stringify(await eve.sdk.getPrompt({ name: "write_guide" }))).not.toContain("CANARY");
  });
});
