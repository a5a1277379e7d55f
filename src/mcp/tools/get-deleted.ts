import { z } from "zod";
import { listTrash } from "../../domain/entries/list-trash.ts";
import { defineTool, HINTS } from "../define-tool.ts";
import { fields, results } from "../fields.ts";

export const getDeleted = defineTool({
  name: "get_deleted",
  title: "Get deleted",
  description: "List the trash, latest first; expires is when an entry is removed for good.",
  toolset: "knowledge",
  scope: "memory:read",
  hints: HINTS.read,
  input: () =>
    z.strictObject({
      since: fields.timestamp(),
      mode: fields.mode(),
      limit: fields.limit(),
      offset: fields.offset(),
      cursor: fields.cursor(),
    }),
  output: () => z.looseObject({ entries: z.array(results.entry()), ...results.page() }),
  handler: async (input, { services, caller }) => ({ ...(await listTrash(services, caller, input)) }),
});
