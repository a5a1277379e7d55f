import { expect, it } from "vitest";
import type { Json } from "../../../../src/domain/entries/entry.ts";
import { SCHEMA_LIMITS } from "../../../../src/domain/schemas/schema-bounds.ts";
import { ALICE, BOB, errorOf, openValidator } from "./support.ts";

const nested = (levels: number): Json => (levels === 1 ? {} : { not: nested(levels - 1) });

const parts = (count: number): Json => ({
  anyOf: Array.from({ length: count - 1 }, (_, n) => ({ const: n })),
});

const sized = (bytes: number): Json => {
  const frame = JSON.stringify({ description: "" }).length;
  return { description: "x".repeat(bytes - frame) };
};

it.each([
  ["deep", nested, SCHEMA_LIMITS.depth],
  ["many", parts, SCHEMA_LIMITS.subschemas],
  ["large", sized, SCHEMA_LIMITS.bytes],
] as const)("a schema may be exactly as %s as allowed, and no more", async (_name, make, most) => {
  const { checkSchema } = openValidator(10_000);
  await checkSchema(ALICE, make(most));
  const error = await errorOf(checkSchema(ALICE, make(most + 1)));
  expect(error.code).toBe("invalid_schema");
  expect(error.message).toContain(String(most));
});

it("the size of a schema counts bytes, not characters", async () => {
  const { checkSchema } = openValidator();
  const error = await errorOf(checkSchema(ALICE, { description: "é".repeat(SCHEMA_LIMITS.bytes / 2) }));
  expect(error.message).toContain("bytes");
});

/** `a0` refers twice to `a1`, which refers twice to `a2` ...: 2^n checks from n parts. */
const multiplying = (levels: number): Json => ({
  $ref: "#/$defs/a0",
  $defs: Object.fromEntries(
    Array.from({ length: levels + 1 }, (_, n) => {
      const next = { $ref: `#/$defs/a${n + 1}` };
      return [`a${n}`, n === levels ? { type: "object" } : { allOf: [next, next] }];
    }),
  ),
});

const SLOW: readonly (readonly [string, Json, Json])[] = [
  ["a pattern that backtracks", { pattern: "^(a+)+$" }, `${"a".repeat(200)}b`],
  [
    "a property pattern that backtracks",
    { patternProperties: { "^(a|a)*$": {} } },
    { [`${"a".repeat(200)}b`]: 1 },
  ],
  ["references that multiply", multiplying(60), {}],
  [
    "a comparison of everything with everything",
    { uniqueItems: true },
    Array.from({ length: 60_000 }, (_, i) => ({ i })),
  ],
];

it.each(SLOW)("%s is stopped, with an answer and in time", async (_name, schema, content) => {
  const { checkSchema, validate } = openValidator(200);
  await checkSchema(ALICE, schema);
  const start = performance.now();
  const { code, message } = await errorOf(validate(ALICE, schema, content));
  expect(performance.now() - start).toBeLessThan(20_000);
  expect(code).toBe("validation_error");
  expect(message).toContain("too long");
});

it("a schema that was stopped works for contents it is quick with", async () => {
  const { validate } = openValidator(200);
  const schema = { pattern: "^(a+)+$" };
  await errorOf(validate(ALICE, schema, `${"a".repeat(200)}b`));
  expect(await validate(ALICE, schema, "aaa")).toBeUndefined();
  expect((await validate(ALICE, schema, "b"))?.total).toBe(1);
});

it("a schema that refers to itself without end is reported, not suffered", async () => {
  const { validate } = openValidator(10_000);
  const error = await errorOf(validate(ALICE, { $ref: "#" }, 1));
  expect(error.code).toBe("validation_error");
  expect(error.message).toContain("without end");
});

it("a stored schema that cannot be compiled is a validation error", async () => {
  const error = await errorOf(openValidator().validate(ALICE, { $ref: "#/$defs/gone" }, 1));
  expect(error.code).toBe("validation_error");
});

it("an owner who keeps being slow has to wait, nobody else does", async () => {
  const { validate, clock } = openValidator(200);
  const schema = { pattern: "^(a+)+$" };
  const evil = `${"a".repeat(200)}b`;
  const codes: string[] = [];
  while (codes.at(-1) !== "unavailable" && codes.length < 50)
    codes.push((await errorOf(validate(ALICE, schema, evil))).code);
  expect(new Set(codes.slice(0, -1))).toEqual(new Set(["validation_error"]));
  const { code, retryable, details } = await errorOf(validate(ALICE, schema, "aaa"));
  expect({ code, retryable }).toEqual({ code: "unavailable", retryable: true });
  expect(await validate(BOB, schema, "aaa")).toBeUndefined();
  clock.advance(Number(details.retry_after_seconds) * 1000);
  expect(await validate(ALICE, schema, "aaa")).toBeUndefined();
});
