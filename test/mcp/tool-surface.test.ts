import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Harness, type TestClient } from "../helpers/mcp-harness.ts";

interface ListedTool {
  name: string;
  description?: string;
  inputSchema: { properties?: object };
  outputSchema?: object;
  title?: string;
  annotations?: Record<string, unknown>;
}

/** The rough count that budgets are written in: characters / 4 of names, descriptions and input schemas. */
const tokens = (tools: readonly ListedTool[]): number =>
  tools.reduce((sum, { name, description = "", inputSchema }) => {
    return sum + (name.length + description.length + JSON.stringify(inputSchema).length) / 4;
  }, 0);

describe("the tool list", () => {
  let harness: Harness;
  let client: TestClient;
  let tools: readonly ListedTool[];
  beforeAll(async () => {
    harness = await Harness.open();
    client = await harness.client();
    tools = (await client.sdk.listTools()).tools as readonly ListedTool[];
  });
  afterAll(() => harness.close());

  it("is what this file says", async () => {
    const surface = tools.map(({ name, inputSchema, annotations }) => ({
      name,
      parameters: Object.keys(inputSchema.properties ?? {}).join(" "),
      hints: Object.entries(annotations ?? {})
        .filter(([, on]) => on === true)
        .map(([hint]) => hint.replace("Hint", ""))
        .join(" "),
    }));
    await expect(`${JSON.stringify(surface, null, 2)}\n`).toMatchFileSnapshot("tool-surface.json");
  });

  it("says title, description, both schemas and all four hints of every tool", () => {
    for (const tool of tools) {
      expect(tool.title, tool.name).toBeTruthy();
      expect(tool.description, tool.name).toBeTruthy();
      expect(tool.outputSchema, tool.name).toMatchObject({ type: "object" });
      expect(Object.keys(tool.annotations ?? {}).sort(), tool.name).toEqual(
        ["destructiveHint", "idempotentHint", "openWorldHint", "readOnlyHint", "title"].sort(),
      );
      const { readOnlyHint, destructiveHint } = tool.annotations ?? {};
      expect(readOnlyHint === true && destructiveHint === true, tool.name).toBe(false);
    }
  });

  it("mirrors no argument into HTTP headers", () => {
    expect(JSON.stringify(tools)).not.toContain("x-mcp-header");
  });

  it("costs at most 4,000 tokens, the core set at most 1,000", async () => {
    expect(tokens(tools)).toBeLessThanOrEqual(4000);
    const core = await Harness.open({ toolsets: ["core"] });
    const listed = (await (await core.client()).sdk.listTools()).tools as readonly ListedTool[];
    expect(tokens(listed)).toBeLessThanOrEqual(1000);
    expect(listed.map(({ name }) => name)).not.toContain("get_stats");
    await expect(
      (await core.client()).sdk.callTool({ name: "get_stats", arguments: {} }),
    ).rejects.toMatchObject({
      code: -32602,
    });
    await core.close();
  });

  it("is the same before and after notes are stored", async () => {
    await client.ok("remember", {
      source: "canary-source",
      tags: ["canary-tag"],
      description: "canary-text",
    });
    const again = JSON.stringify(await client.sdk.listTools());
    expect(again).not.toContain("canary");
    expect(client.sdk.getInstructions() ?? "").not.toContain("canary");
  });
});
