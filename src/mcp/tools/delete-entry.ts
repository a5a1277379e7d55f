import { z } from "zod";
import { deleteEntries } from "../../domain/entries/delete-entries.ts";
import { defineTool, HINTS } from "../define-tool.ts";
import { fields } from "../fields.ts";

export const deleteEntry = defineTool({
  name: "delete_entry",
  title: "Delete entry",
  description:
    "Trash for 30 days: one by entry_id, many by tags or source. Many are only counted until confirm=true; show the user first.",
  toolset: "core",
  scope: "memory:delete",
  hints: HINTS.edit,
  storesNoText: true,
  input: () =>
    z.strictObject({
      entry_id: fields.idOrEmpty(),
      tags: fields.tags().optional(),
      source: fields.sourceFilter(),
      entry_type: fields.entryType(),
      confirm: z.boolean().default(false),
    }),
  output: () =>
    z.looseObject({
      status: z.enum(["acknowledged", "dry_run", "ok"]),
      recoverable_days: z.int().optional(),
      would_trash: z.int().optional(),
      trashed: z.int().optional(),
    }),
  handler: (input, { services, caller }) => deleteEntries(services, caller, input),
});
