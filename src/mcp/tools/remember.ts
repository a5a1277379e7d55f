import { z } from "zod";
import { remember as rememberNote } from "../../domain/entries/remember.ts";
import { defineTool, HINTS } from "../define-tool.ts";
import { fields, results } from "../fields.ts";

export const remember = defineTool({
  name: "remember",
  title: "Remember",
  description: "Store a lasting fact or decision. Same source and logical_key: one note.",
  toolset: "core",
  scope: "memory:write",
  hints: HINTS.add,
  input: () =>
    z.strictObject({
      source: fields.source(),
      tags: fields.tags(),
      description: fields.description(),
      content: fields.content(),
      content_type: fields.contentType(),
      learned_from: fields.learnedFrom().default("conversation"),
      logical_key: fields.logicalKey(),
      language: fields.language(),
      related_ids: fields.relatedIds(),
    }),
  output: () =>
    z.looseObject({
      status: results.ok(),
      id: z.string(),
      action: z.enum(["created", "updated"]).optional(),
    }),
  handler: async (input, { services, caller }) => ({
    status: "ok",
    ...(await rememberNote(services, caller, input)),
  }),
});
