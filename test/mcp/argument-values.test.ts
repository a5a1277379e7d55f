import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { ALL_TOOLS } from "../../src/mcp/tools/index.ts";
import { Harness, type TestClient } from "../helpers/mcp-harness.ts";

interface Property {
  readonly type?: string;
  readonly enum?: readonly string[];
}

/** Every argument of every tool, with what its schema says of it. */
const ARGUMENTS = ALL_TOOLS.flatMap((tool) => {
  const { properties = {} } = z.toJSONSchema(tool.input, { io: "input" });
  return Object.entries(properties).map(([field, property]) => ({
    name: tool.name,
    field,
    property: property as Property,
  }));
});

/** Values that pass, so that only the argument under test is wrong. */
const GOOD: Readonly<Record<string, unknown>> = {
  alert_type: "threshold",
  content: {},
  level: "warning",
  metrics: {},
  schema: {},
  state: "active",
  tags: [],
  version: 1,
};
const GOOD_OF: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  register_schema: { version: "1" },
};

function required(name: string): Record<string, unknown> {
  const tool = ALL_TOOLS.find((one) => one.name === name) as (typeof ALL_TOOLS)[number];
  const { required: names = [] } = z.toJSONSchema(tool.input, { io: "input" });
  return Object.fromEntries(names.map((field) => [field, GOOD_OF[name]?.[field] ?? GOOD[field] ?? "x"]));
}

describe("values of arguments", () => {
  let harness: Harness;
  let client: TestClient;
  beforeAll(async () => {
    harness = await Harness.open();
    client = await harness.client();
  });
  afterAll(() => harness.close());

  const refused = (name: string, args: Record<string, unknown>) =>
    client.fail(name, { ...required(name), ...args });

  const enums = ARGUMENTS.filter(({ property }) => property.enum !== undefined);
  it.each(enums)(
    "$name takes $field by its exact name, and suggests the nearest",
    async ({ name, field, property }) => {
      const [first = ""] = property.enum ?? [];
      const error = await refused(name, { [field]: first.toUpperCase() });
      expect(error).toMatchObject({
        code: "invalid_parameter",
        param: field,
        value: first.toUpperCase(),
        valid: [...(property.enum ?? [])].sort(),
        suggestion: first,
        retryable: false,
      });
      expect(error.message).toContain(`Did you mean ${first}?`);
      const far = await refused(name, { [field]: "something else" });
      expect(far).not.toHaveProperty("suggestion");
      expect(Object.keys(far).sort()).toEqual(["code", "message", "param", "retryable", "valid", "value"]);
    },
  );

  const texts = ARGUMENTS.filter(({ property }) => property.type === "string" && property.enum === undefined);
  it.each(texts)("$name takes $field up to a size, and only as text", async ({ name, field }) => {
    expect(await refused(name, { [field]: "x".repeat(17_000) })).toMatchObject({
      code: "invalid_parameter",
      param: field,
    });
    for (const value of [7, true, ["x"], { x: 1 }]) {
      expect(await refused(name, { [field]: value })).toMatchObject({
        code: "invalid_parameter",
        param: field,
      });
    }
  });

  const lists = ARGUMENTS.filter(({ field }) => field === "tags");
  it.each(lists)("$name takes at most 50 tags of 1 to 100 characters", async ({ name }) => {
    for (const [tags, param] of [
      ["home", "tags"],
      [[""], "tags[0]"],
      [["ok", "x".repeat(101)], "tags[1]"],
      [["ok", 7], "tags[1]"],
      [Array.from({ length: 51 }, (_, n) => `t${n}`), "tags"],
    ] as const) {
      expect(await refused(name, { tags })).toMatchObject({ code: "invalid_parameter", param });
    }
  });

  const languages = ARGUMENTS.filter(({ field }) => field === "language");
  it.each(languages)("$name takes a language as an ISO 639-1 code only", async ({ name }) => {
    for (const language of ["german", "xq", "english", "de-DE"]) {
      const error = await refused(name, { language });
      expect(error).toMatchObject({
        code: "invalid_parameter",
        param: "language",
        value: language,
        help_url: "https://en.wikipedia.org/wiki/List_of_ISO_639_language_codes",
      });
      expect(error).not.toHaveProperty("suggestion");
    }
    const { text } = await client.call(name, { ...required(name), language: " DE " });
    expect(text).not.toContain('"param":"language"');
  });

  const linked = ARGUMENTS.filter(({ field }) => field === "related_ids");
  it.each(linked)(
    "$name relates to own entries only, and a foreign id is like an unknown one",
    async ({ name }) => {
      const bob = await harness.client({ owner: "bob" });
      const { id } = await bob.ok("remember", { source: "s", tags: [], description: "bob's" });
      const { id: own } = await client.ok("remember", { source: "s", tags: [], description: "d" });
      const entry = name === "update_entry" ? { entry_id: own } : {};
      const foreign = await refused(name, { ...entry, related_ids: [own, id] });
      const unknown = await refused(name, { ...entry, related_ids: [own, "nothing"] });
      expect(foreign).toEqual({ ...unknown, value: id });
      expect(foreign).toMatchObject({ code: "not_found", param: "related_ids[1]" });
    },
  );

  const objects = ARGUMENTS.filter(({ property, field }) => property.type === "object" && field !== "schema");
  it.each(objects)("$name takes $field as an object of bounded size", async ({ name, field }) => {
    for (const value of [[], "{}", 1, { a: "x".repeat(262_144) }]) {
      const error = await refused(name, { [field]: value });
      expect(error).toMatchObject({ code: "invalid_parameter", param: field });
      expect(error.message).not.toContain("record");
    }
  });
});
