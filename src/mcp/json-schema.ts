import { z } from "zod";

type JsonSchema = Record<string, unknown>;

/** Keywords left out of listed input schemas: the server sees to them and says so, and every model pays for them. */
const COSTLY = [
  "$schema",
  "default",
  "additionalProperties",
  "minLength",
  "maxLength",
  "minimum",
  "maximum",
  "minItems",
  "maxItems",
];

/** Input schema as `tools/list` shows it: JSON Schema 2020-12, as short as it can be. */
export function describeInput(schema: z.ZodObject): JsonSchema {
  return prune(z.toJSONSchema(schema, { io: "input", target: "draft-2020-12" })) as JsonSchema;
}

/** Output schema as `tools/list` shows it; results may carry more members than it names. */
export function describeOutput(schema: z.ZodObject): JsonSchema {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io: "output", target: "draft-2020-12" });
  return rest;
}

function prune(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(prune);
  if (typeof node !== "object" || node === null) return node;
  const kept = Object.entries(node).filter(
    ([key, value]) => !(COSTLY.includes(key) && typeof value !== "object"),
  );
  return Object.fromEntries(kept.map(([key, value]) => [key, prune(value)]));
}

/** The Standard Schema shape (standardschema.dev) that the SDK asks of a tool's schemas. */
export interface ListedSchema {
  readonly "~standard": {
    readonly version: 1;
    readonly vendor: "awareness";
    validate(value: unknown): { readonly value: Record<string, unknown> };
    readonly jsonSchema: { input(): JsonSchema; output(): JsonSchema };
  };
}

/**
 * A schema that is listed but lets every value pass: arguments are checked by the tool boundary, which answers in our
 * error form, and the JSON is built once per process instead of once per request.
 */
export function listedSchema(json: JsonSchema): ListedSchema {
  return {
    "~standard": {
      version: 1,
      vendor: "awareness",
      validate: (value) => ({ value: value as Record<string, unknown> }),
      jsonSchema: { input: () => json, output: () => json },
    },
  };
}
