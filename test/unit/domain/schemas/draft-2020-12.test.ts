import { expect, it } from "vitest";
import type { Json } from "../../../../src/domain/entries/entry.ts";
import { ALICE, errorOf, openValidator, violationsOf } from "./support.ts";

const { checkSchema } = openValidator();

/** Schema, contents it accepts, contents it refuses. */
const RULES: readonly (readonly [string, Json, readonly Json[], readonly Json[]])[] = [
  ["an empty schema accepts everything", {}, [null, 0, "", [], {}], []],
  [
    "prefixItems and items",
    { prefixItems: [{ type: "string" }], items: { type: "number" } },
    [["a", 1]],
    [["a", "b"]],
  ],
  [
    "unevaluatedProperties sees through allOf",
    { allOf: [{ properties: { a: true } }], unevaluatedProperties: false },
    [{ a: 1 }],
    [{ b: 1 }],
  ],
  [
    "$dynamicRef",
    { $dynamicAnchor: "node", properties: { next: { $dynamicRef: "#node" } }, required: ["v"] },
    [{ v: 1, next: { v: 2 } }],
    [{ v: 1, next: {} }],
  ],
  ["dependentRequired", { dependentRequired: { a: ["b"] } }, [{}, { a: 1, b: 2 }], [{ a: 1 }]],
  ["minContains", { contains: { const: 1 }, minContains: 2 }, [[1, 1]], [[1]]],
  [
    "recursion through $ref",
    { properties: { c: { $ref: "#" } }, additionalProperties: false },
    [{ c: { c: {} } }],
    [{ c: { d: 1 } }],
  ],
  ["format is not enforced", { format: "date-time" }, ["not a date"], []],
  ["keywords of nobody have no effect", { type: "string", shiny: true, id: "x" }, ["a"], [1]],
  [
    "nullable is a keyword of nobody",
    { properties: { n: { type: "string", nullable: true } } },
    [{ n: "" }],
    [{ n: null }],
  ],
  ["$async is a keyword of nobody", { $async: true, type: "string" }, ["a"], [1]],
  [
    "a schema of another draft is read as 2020-12",
    { $schema: "http://json-schema.org/draft-07/schema#", type: "null" },
    [null],
    [0],
  ],
  [
    "a property may be named like a keyword",
    { properties: { nullable: { const: 1 }, id: { const: 2 } } },
    [{ nullable: 1, id: 2 }],
    [{ nullable: 2 }, { id: 1 }],
  ],
  [
    "values in const keep every member",
    { const: { id: 1, nullable: true } },
    [{ id: 1, nullable: true }],
    [{}],
  ],
  ["inherited members are no properties", { required: ["toString"] }, [{ toString: 1 }], [{}]],
  ["patterns are found anywhere in the text", { pattern: "b+" }, ["abc"], ["ac"]],
  ["patterns know Unicode properties", { pattern: "^\\p{Lu}" }, ["Éa"], ["éa"]],
  ["patterns may be sloppy", { pattern: "^[\\w-.]+\\-\\d$" }, ["a.b-1"], ["a b-1"]],
  ["patterns may look ahead", { pattern: "^(?!x)" }, ["ax"], ["xa"]],
  ["decimal fractions are multiples as people count", { multipleOf: 0.01 }, [19.99, 1.1], [0.005]],
  [
    "the meta-schema may be referred to",
    { $ref: "https://json-schema.org/draft/2020-12/schema" },
    [{ type: "object" }],
    [{ type: 1 }],
  ],
];

it.each(RULES)("%s", async (_name, schema, good, bad) => {
  await checkSchema(ALICE, schema);
  for (const content of good)
    expect(await violationsOf(schema, content), JSON.stringify(content)).toEqual([]);
  for (const content of bad)
    expect(await violationsOf(schema, content), JSON.stringify(content)).not.toEqual([]);
});

const REFUSED: readonly (readonly [string, Json, string])[] = [
  ["an unknown type", { type: "strng" }, "$.type"],
  [
    "a wrong place deep down",
    { properties: { a: { items: { minimum: "3" } } } },
    "$.properties.a.items.minimum",
  ],
  ["tuples as older drafts wrote them", { items: [{ type: "string" }] }, "$.items"],
];

it.each(REFUSED)("%s is no schema, and the place is named", async (_name, schema, path) => {
  const { code, details } = await errorOf(checkSchema(ALICE, schema));
  expect(code).toBe("invalid_schema");
  expect(details).toMatchObject({ param: "schema", schema_error_path: path });
});

const UNUSABLE: readonly (readonly [string, Json, RegExp])[] = [
  ["a dangling reference", { $ref: "#/$defs/gone" }, /"#\/\$defs\/gone" leads nowhere/],
  ["a remote reference", { $ref: "https://schemas.example/x.json" }, /nothing is fetched/],
  ["a reference relative to a remote id", { $id: "https://schemas.example/a", $ref: "b" }, /leads nowhere/],
  ["a pattern that is none", { pattern: "(" }, /regular expression/i],
];

it.each(UNUSABLE)("%s makes a schema unusable", async (_name, schema, message) => {
  const error = await errorOf(checkSchema(ALICE, schema));
  expect(error.code).toBe("invalid_schema");
  expect(error.message).toMatch(message);
  expect(error.message).not.toContain("\n");
});

it("ids of one schema are unknown to the next", async () => {
  const validator = openValidator();
  await validator.checkSchema(ALICE, { $id: "https://schemas.example/a", type: "string" });
  await validator.checkSchema(ALICE, { $id: "https://schemas.example/a", type: "number" });
  const { code } = await errorOf(validator.checkSchema(ALICE, { $ref: "https://schemas.example/a" }));
  expect(code).toBe("invalid_schema");
});
