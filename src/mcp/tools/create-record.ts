import { z } from "zod";
import type { Json } from "../../domain/entries/entry.ts";
import { LIMITS } from "../../domain/limits.ts";
import { createRecord as saveRecord } from "../../domain/schemas/create-record.ts";
import { defineTool, HINTS } from "../define-tool.ts";
import { fields, results } from "../fields.ts";

export const createRecord = defineTool({
  name: "create_record",
  title: "Create record",
  description:
    "Store JSON checked against a schema. The same source and logical_key update one record, also to another schema_version.",
  toolset: "schemas",
  scope: "memory:write",
  hints: HINTS.edit,
  input: () =>
    z.strictObject({
      source: fields.source(),
      tags: fields.tags(),
      description: fields.description(),
      logical_key: z.string().min(1).max(LIMITS.logicalKeyChars),
      schema_ref: z.string().min(1).max(LIMITS.schemaFamilyChars),
      schema_version: z.string().min(1).max(LIMITS.schemaVersionChars),
      content: z.unknown().transform((value) => value as Json),
      learned_from: fields.learnedFrom().default("conversation"),
      language: fields.language(),
    }),
  keepNulls: ["content"],
  output: () =>
    z.looseObject({
      status: results.ok(),
      id: z.string(),
      action: z.enum(["created", "updated"]),
    }),
  handler: async (input, { services, caller }) => ({
    status: "ok",
    ...(await saveRecord(services, caller, input)),
  }),
});
