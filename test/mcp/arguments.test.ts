import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { ALL_TOOLS } from "../../src/mcp/tools/index.ts";
import { Harness, type TestClient } from "../helpers/mcp-harness.ts";

const SAMPLE: Record<string, unknown> = {
  source: "s",
  tags: [],
  description: "d",
  entry_id: "id",
  version: 1,
  id: "id",
  action: "done",
  alert_id: "a",
  alert_type: "threshold",
  content: {},
  family: "f",
  goal: "g",
  key: "k",
  level: "warning",
  logical_key: "l",
  message: "m",
  metrics: {},
  query: "q",
  schema: {},
  schema_ref: "f",
  schema_version: "1",
  state: "active",
  value: "v",
};

/** Where a tool means something else by a name. */
const SAMPLE_OF: Record<string, Record<string, unknown>> = { register_schema: { version: "1" } };

/** Just the required arguments of a tool, with harmless values. */
function required(tool: (typeof ALL_TOOLS)[number]): Record<string, unknown> {
  const { required: names = [] } = z.toJSONSchema(tool.input, { io: "input" }) as { required?: string[] };
  return Object.fromEntries(names.map((name) => [name, SAMPLE_OF[tool.name]?.[name] ?? SAMPLE[name]]));
}

const withField = (name: string) => ALL_TOOLS.filter((tool) => name in tool.input.shape);

describe("arguments of every tool", () => {
  let harness: Harness;
  let client: TestClient;
  beforeAll(async () => {
    harness = await Harness.open();
    client = await harness.client();
  });
  afterAll(() => harness.close());

  it.each(ALL_TOOLS)("$name refuses an unknown argument by name", async (tool) => {
    const error = await client.fail(tool.name, { ...required(tool), bogus_argument: 1 });
    expect(error).toMatchObject({ code: "invalid_parameter", param: "bogus_argument", retryable: false });
    expect(error.valid).toEqual(Object.keys(tool.input.shape).sort());
  });

  it.each(ALL_TOOLS)("$name refuses NUL, lone surrogates and __proto__ anywhere", async (tool) => {
    for (const bad of [{ note: "a\0b" }, { note: "a\ud800b" }, { "a\0": 1 }]) {
      const error = await client.fail(tool.name, { ...required(tool), extra: [bad] });
      expect(error).toMatchObject({ code: "invalid_parameter" });
      expect(error.param).toMatch(/^extra\[0\]/);
    }
    const polluting = JSON.parse('{"__proto__":{"polluted":true}}') as Record<string, unknown>;
    const raw = await client.call(tool.name, { ...required(tool), extra: polluting });
    expect(raw.isError).toBe(true);
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  });

  it.each(withField("limit"))("$name takes a limit of 0 to 500 only", async (tool) => {
    for (const limit of [-1, 501, 1.5, "10", 1e300]) {
      const error = await client.fail(tool.name, { ...required(tool), limit });
      expect(error).toMatchObject({ code: "invalid_parameter", param: "limit", value: limit });
    }
    for (const limit of [0, 500]) {
      const { text } = await client.call(tool.name, { ...required(tool), limit });
      expect(text).not.toContain('"invalid_parameter"');
    }
  });

  it.each(withField("offset"))("$name refuses a negative offset", async (tool) => {
    expect(await client.fail(tool.name, { ...required(tool), offset: -1 })).toMatchObject({
      param: "offset",
      value: -1,
    });
  });

  const timestamps = ["since", "until", "created_after", "created_before", "deliver_at", "snooze_until"];
  const timed = ALL_TOOLS.flatMap((tool) =>
    timestamps.filter((name) => name in tool.input.shape).map((field) => ({ name: tool.name, field, tool })),
  );
  it.each(timed)("$name refuses a $field that is no time", async ({ name, field, tool }) => {
    for (const value of ["", "yesterday", "2026-02-30"]) {
      expect(await client.fail(name, { ...required(tool), [field]: value })).toMatchObject({
        code: "invalid_parameter",
        param: field,
        value,
        help_url: "https://en.wikipedia.org/wiki/ISO_8601",
      });
    }
  });

  it.each(withField("entry_type"))("$name names the accepted types", async (tool) => {
    const error = await client.fail(tool.name, { ...required(tool), entry_type: "Note" });
    expect(error).toMatchObject({ param: "entry_type", value: "Note", suggestion: "note" });
    expect(error.valid).toEqual([...error.valid].sort());
    expect(error.valid).toHaveLength(10);
    expect(error.message).toContain("Did you mean note?");
  });

  it.each(ALL_TOOLS)("$name says which required argument is missing", async (tool) => {
    for (const name of Object.keys(required(tool))) {
      const { [name]: _, ...rest } = required(tool);
      expect(await client.fail(tool.name, rest)).toMatchObject({ code: "invalid_parameter", param: name });
      if (tool.keepNulls?.includes(name)) continue;
      expect(await client.fail(tool.name, { ...rest, [name]: null })).toMatchObject({ param: name });
    }
  });

  it("names a misspelt argument rather than the required one that is missing for it", async () => {
    const error = await client.fail("remember", { source: "s", tags: [], descripton: "d" });
    expect(error).toMatchObject({ param: "descripton", suggestion: "description" });
  });

  it("keeps free text out of error answers", async () => {
    const secret = "the-note-itself";
    for (const args of [
      { source: "s", tags: "x", description: secret },
      { source: "s", tags: [], description: [secret] },
      { source: "s", tags: [], description: `${secret}${"x".repeat(20_000)}` },
    ]) {
      expect((await client.call("remember", args)).text).not.toContain(secret);
    }
  });

  it("measures strings, tags and content against documented limits", async () => {
    const note = { source: "s", tags: [], description: "d" };
    await client.ok("remember", { ...note, description: "x".repeat(8_000), content: "y".repeat(1_000_000) });
    for (const [param, args] of [
      ["source", { ...note, source: "x".repeat(201) }],
      ["source", { ...note, source: "" }],
      ["tags", { ...note, tags: Array.from({ length: 51 }, (_, n) => `t${n}`) }],
      ["tags[0]", { ...note, tags: ["x".repeat(101)] }],
      ["description", { ...note, description: "" }],
      ["description", { ...note, description: "x".repeat(16_001) }],
      ["content", { ...note, content: "x".repeat(2_000_001) }],
      ["related_ids", { ...note, related_ids: Array.from({ length: 101 }, () => "x") }],
    ] as const) {
      expect(await client.fail("remember", args)).toMatchObject({ code: "invalid_parameter", param });
    }
  });

  it("answers an unknown tool as a protocol error", async () => {
    await expect(client.sdk.callTool({ name: "no_such_tool", arguments: {} })).rejects.toMatchObject({
      code: -32602,
    });
  });

  it("masks unexpected failures behind a request id and logs them", async () => {
    const broken = await Harness.open();
    const victim = await broken.client();
    await broken.store.close();
    const error = await victim.fail("get_stats");
    expect(JSON.stringify(error)).not.toMatch(/SELECT|sqlite|\/tmp|node:|at /i);
    expect(["internal", "unavailable"]).toContain(error.code);
    await broken.close().catch(() => {});
  });
});
