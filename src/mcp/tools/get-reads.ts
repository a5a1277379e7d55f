import { z } from "zod";
import { listReads } from "../../domain/activity/list-activity.ts";
import { defineTool, HINTS } from "../define-tool.ts";
import { fields, results } from "../fields.ts";

export const getReads = defineTool({
  name: "get_reads",
  title: "Get reads",
  description: "Who read which entry in full, newest first.",
  toolset: "activity",
  scope: "memory:read",
  hints: HINTS.read,
  input: () =>
    z.strictObject({
      entry_id: fields.idOrEmpty(),
      since: fields.timestamp(),
      platform: fields.platform(),
      limit: fields.limit(),
      cursor: fields.cursor(),
    }),
  output: () =>
    z.looseObject({
      entries: z.array(
        z.looseObject({
          id: z.int(),
          entry_id: z.string(),
          timestamp: z.string(),
          platform: z.string().nullable(),
          tool_used: z.string(),
        }),
      ),
      ...results.page(),
    }),
  handler: async (input, { services, caller }) => ({ ...(await listReads(services, caller, input)) }),
});
