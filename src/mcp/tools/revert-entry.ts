import { z } from "zod";
import { revertEntry as revertToVersion } from "../../domain/entries/history.ts";
import { defineTool, HINTS } from "../define-tool.ts";
import { fields, results } from "../fields.ts";

export const revertEntry = defineTool({
  name: "revert_entry",
  title: "Revert entry",
  description: "Undo edits: make an earlier version (see get_history) current again.",
  toolset: "knowledge",
  scope: "memory:write",
  hints: HINTS.edit,
  storesNoText: true,
  input: () =>
    z.strictObject({
      entry_id: fields.id(),
      version: fields.version(),
      if_version: fields.version().optional(),
    }),
  output: () =>
    z.looseObject({ status: results.ok(), id: z.string(), version: z.int(), reverted_to: z.int() }),
  handler: async (input, { services, caller }) => ({
    status: "ok",
    ...(await revertToVersion(services, caller, input)),
  }),
});
