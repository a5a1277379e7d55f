import { z } from "zod";
import { listActions } from "../../domain/activity/list-activity.ts";
import { defineTool, HINTS } from "../define-tool.ts";
import { fields, results } from "../fields.ts";

export const getActions = defineTool({
  name: "get_actions",
  title: "Get actions",
  description: "What was done because of entries (acted_on), newest first.",
  toolset: "activity",
  scope: "memory:read",
  hints: HINTS.read,
  input: () =>
    z.strictObject({
      entry_id: fields.idOrEmpty(),
      since: fields.timestamp(),
      platform: fields.platform(),
      tags: fields.tags().optional(),
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
          action: z.string(),
          detail: z.string().nullable(),
          tags: z.array(z.string()),
        }),
      ),
      ...results.page(),
    }),
  handler: async (input, { services, caller }) => ({ ...(await listActions(services, caller, input)) }),
});
