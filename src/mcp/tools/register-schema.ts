import { z } from "zod";
import type { Json } from "../../domain/entries/entry.ts";
import { LIMITS } from "../../domain/limits.ts";
import { registerSchema as addSchema } from "../../domain/schemas/register-schema.ts";
import { defineTool, HINTS } from "../define-tool.ts";
import { fields, results } from "../fields.ts";

/** Any JSON object, handed on untouched. */
const jsonObject = () =>
  z
    .unknown()
    .refine((value) => typeof value === "object" && value !== null && !Array.isArray(value), {
      message: "must be an object holding a JSON Schema",
    })
    .transform((value) => value as Json)
    .meta({ type: "object" });

export const registerSchema = defineTool({
  name: "register_schema",
  title: "Register schema",
  description: "Add a JSON Schema (2020-12) for records. It never changes; register a new version instead.",
  toolset: "schemas",
  scope: "memory:write",
  hints: HINTS.add,
  input: () =>
    z.strictObject({
      source: fields.source(),
      tags: fields.tags(),
      description: fields.description(),
      family: z.string().min(1).max(LIMITS.schemaFamilyChars),
      version: z.string().min(1).max(LIMITS.schemaVersionChars),
      schema: jsonObject(),
      learned_from: fields.learnedFrom().default("conversation"),
      language: fields.language(),
    }),
  output: () => z.looseObject({ status: results.ok(), id: z.string(), logical_key: z.string() }),
  handler: async (input, { services, caller }) => ({
    status: "ok",
    ...(await addSchema(services, caller, input)),
  }),
});
