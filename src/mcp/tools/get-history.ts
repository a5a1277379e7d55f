import { z } from "zod";
import { listHistory } from "../../domain/entries/history.ts";
import { defineTool, HINTS } from "../define-tool.ts";
import { fields, results } from "../fields.ts";

export const getHistory = defineTool({
  name: "get_history",
  title: "Get history",
  description: "Every version of an entry, newest first: what it was, who changed it, when and how.",
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
  output: () =>
    z.looseObject({
      entry_id: z.string(),
      versions: z.array(
        z.looseObject({
          version: z.int(),
          change: z.string(),
          at: z.string(),
          written_by: results.writtenBy(),
        }),
      ),
      ...results.page(),
    }),
  handler: async (input, { services, caller }) => ({ ...(await listHistory(services, caller, input)) }),
});
