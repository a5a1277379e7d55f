import { z } from "zod";
import { listRelated } from "../../domain/entries/list-related.ts";
import { defineTool, HINTS } from "../define-tool.ts";
import { fields, results } from "../fields.ts";

export const getRelated = defineTool({
  name: "get_related",
  title: "Get related",
  description: "Entries linked by related_ids: those this one names, then those that name it.",
  toolset: "knowledge",
  scope: "memory:read",
  hints: HINTS.read,
  input: () =>
    z.strictObject({
      entry_id: fields.id(),
      mode: fields.mode(),
      limit: fields.limit(),
      cursor: fields.cursor(),
    }),
  output: () => z.looseObject({ entries: z.array(results.entry()), ...results.page() }),
  handler: async (input, { services, caller }) => ({ ...(await listRelated(services, caller, input)) }),
});
