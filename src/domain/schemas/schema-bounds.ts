import type { Json } from "../entries/entry.ts";
import { AwarenessError } from "../errors.ts";

/** How big a schema may be. */
export const SCHEMA_LIMITS = {
  /** UTF-8 bytes of its JSON text. */
  bytes: 256 * 1024,
  /** Levels of arrays and objects. */
  depth: 64,
  /** Schemas inside the schema, itself included. */
  subschemas: 1_000,
} as const;

/** Keywords of JSON Schema 2020-12 whose value is a schema, a list of schemas, or an object of schemas. */
const ONE = new Set([
  "additionalProperties",
  "contains",
  "contentSchema",
  "else",
  "if",
  "items",
  "not",
  "propertyNames",
  "then",
  "unevaluatedItems",
  "unevaluatedProperties",
]);
const LIST = new Set(["allOf", "anyOf", "oneOf", "prefixItems"]);
const NAMED = new Set(["$defs", "definitions", "dependentSchemas", "patternProperties", "properties"]);

/**
 * Keywords that 2020-12 does not know, so that they must have no effect, but that mean something to Ajv: `$async`
 * would turn the validator into one that answers a promise, `nullable` lets `null` through, `id` is refused.
 * `$schema` goes too: every schema is read as 2020-12, whichever draft it names.
 */
const WITHOUT_MEANING = new Set(["$async", "nullable", "id", "$schema"]);

/**
 * The schema as it is compiled, without keywords that mean something to Ajv only.
 * @throws AwarenessError `invalid_schema` when it is larger, deeper or has more parts than `SCHEMA_LIMITS` allow.
 */
export function boundSchema(schema: Json): Json {
  if (isDeeperThan(SCHEMA_LIMITS.depth, schema)) {
    throw tooBig("levels deep", SCHEMA_LIMITS.depth);
  }
  const bytes = Buffer.byteLength(JSON.stringify(schema));
  if (bytes > SCHEMA_LIMITS.bytes) throw tooBig("bytes of JSON", SCHEMA_LIMITS.bytes);
  return cleanSchema(schema, { left: SCHEMA_LIMITS.subschemas });
}

function tooBig(unit: string, limit: number): AwarenessError {
  return new AwarenessError("invalid_schema", `A schema is at most ${limit} ${unit}; split it up.`, {
    details: { param: "schema" },
  });
}

function isDeeperThan(limit: number, value: Json): boolean {
  if (typeof value !== "object" || value === null) return false;
  return limit === 0 || Object.values(value).some((member: Json) => isDeeperThan(limit - 1, member));
}

function cleanSchema(schema: Json, count: { left: number }): Json {
  count.left -= 1;
  if (count.left < 0) throw tooBig("schemas in one", SCHEMA_LIMITS.subschemas);
  if (!isObject(schema)) return schema;
  const clean = (part: Json) => cleanSchema(part, count);
  const kept = Object.entries(schema).filter(([keyword]) => !WITHOUT_MEANING.has(keyword));
  return Object.fromEntries(kept.map(([keyword, value]) => [keyword, cleanKeyword(keyword, value, clean)]));
}

function cleanKeyword(keyword: string, value: Json, clean: (part: Json) => Json): Json {
  if (ONE.has(keyword)) return clean(value);
  if (LIST.has(keyword) && Array.isArray(value)) return value.map(clean);
  if (!NAMED.has(keyword) || !isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, clean(part)]));
}

function isObject(value: Json): value is { readonly [key: string]: Json } {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
