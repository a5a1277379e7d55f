import { z } from "zod";
import { updateEntry as editEntry } from "../../domain/entries/update-entry.ts";
import { defineTool, HINTS } from "../define-tool.ts";
import { fields, results } from "../fields.ts";

export const updateEntry = defineTool({
  name: "update_entry",
  title: "Update entry",
  description: "Change an entry; old versions are kept (get_history, revert_entry).",
  toolset: "core",
  scope: "memory:write",
  hints: HINTS.edit,
  input: () =>
    z.strictObject({
      entry_id: fields.id(),
      description: fields.description().optional(),
      tags: fields.tags().optional(),
      source: fields.source().optional(),
      content: fields.content(),
      content_type: fields.contentType(),
      language: fields.language(),
      related_ids: fields.relatedIds(),
      if_version: fields.version().optional(),
    }),
  keepNulls: ["content"],
  output: () =>
    z.looseObject({
      status: results.ok(),
      id: z.string(),
      updated: z.string().nullable(),
      version: z.int(),
    }),
  handler: async (input, { services, caller }) => ({
    status: "ok",
    ...(await editEntry(services, caller, input)),
  }),
});
