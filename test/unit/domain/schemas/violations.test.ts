import { expect, it } from "vitest";
import { ALICE, openValidator, violationsOf } from "./support.ts";

it("names path, message, keyword and place in the schema", async () => {
  const schema = { properties: { a: { items: { type: "integer" } } } };
  expect(await violationsOf(schema, { a: [1, "SECRET"] })).toEqual([
    { path: "$.a[1]", message: "must be integer", validator: "type", schema_path: "properties/a/items/type" },
  ]);
});

it("writes paths as JSONPath, odd keys quoted, long ones cut", async () => {
  const schema = { type: "object", additionalProperties: { additionalProperties: { type: "integer" } } };
  const content = {
    "a/b~c": { x: "" },
    "0": { y: "" },
    [`k${"x".repeat(100)}`]: { z: "" },
    ok: { 'q"': "" },
  };
  expect((await violationsOf(schema, content)).map(({ path }) => path)).toEqual([
    '$["0"].y',
    '$["a/b~c"].x',
    `$["k${"x".repeat(39)}..."].z`,
    '$.ok["q\\""]',
  ]);
  expect((await violationsOf({ type: "string" }, 1))[0]?.path).toBe("$");
});

it("sorts by path, parents first, array indexes as numbers", async () => {
  const schema = {
    required: ["z"],
    properties: { a: { type: "object" }, b: { items: { type: "string" } } },
  };
  const content = { b: Array.from({ length: 11 }, (_, n) => (n === 2 || n === 10 ? 0 : "")), a: 1 };
  expect((await violationsOf(schema, content)).map(({ path }) => path)).toEqual([
    "$",
    "$.a",
    "$.b[2]",
    "$.b[10]",
  ]);
});

it("keeps the first fifty by path, of however many, and counts all", async () => {
  const content = Array.from({ length: 200 }, () => 0).concat([1]);
  const found = await openValidator().validate(ALICE, { items: { type: "string" } }, content);
  expect(found?.total).toBe(201);
  expect(found?.first.map(({ path }) => path)).toEqual(Array.from({ length: 50 }, (_, n) => `$[${n}]`));
});

it("never repeats a value of the content", async () => {
  const schema = {
    properties: {
      a: { type: "integer" },
      b: { enum: ["x"] },
      c: { const: 1 },
      d: { pattern: "^x" },
      e: { maxLength: 2 },
      f: { minimum: 5 },
      g: { oneOf: [{ type: "null" }, { type: "boolean" }] },
      h: { not: {} },
      i: { uniqueItems: true },
      j: { format: "email", multipleOf: 2 },
    },
    unevaluatedProperties: { type: "integer" },
  };
  const keys = [..."abcdegh", "other"];
  const content = {
    ...Object.fromEntries(keys.map((key) => [key, "SECRET"])),
    f: -4711,
    i: ["SECRET", "SECRET"],
    j: 4711,
  };
  const found = await violationsOf(schema, content);
  expect(found.length).toBeGreaterThanOrEqual(10);
  expect(JSON.stringify(found)).not.toMatch(/SECRET|4711/);
});

it("says which property should not be there", async () => {
  const schema = { properties: { a: {} }, additionalProperties: false };
  expect(await violationsOf(schema, { a: 1, colour: 2 })).toMatchObject([
    {
      path: "$",
      message: 'must NOT have additional properties: "colour"',
      validator: "additionalProperties",
    },
  ]);
});
