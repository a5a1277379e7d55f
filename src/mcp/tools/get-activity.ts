import { z } from "zod";
import { listActivity } from "../../domain/activity/list-activity.ts";
import { defineTool, HINTS } from "../define-tool.ts";
import { fields, results } from "../fields.ts";

export const getActivity = defineTool({
  name: "get_activity",
  title: "Get activity",
  description: "Reads and actions in one timeline, newest first.",
  toolset: "activity",
  scope: "memory:read",
  hints: HINTS.read,
  input: () =>
    z.strictObject({
      since: fields.timestamp(),
      platform: fields.platform(),
      limit: fields.limit(),
      cursor: fields.cursor(),
    }),
  output: () =>
    z.looseObject({
      entries: z.array(
        z.looseObject({
          event_type: z.enum(["read", "action"]),
          entry_id: z.string(),
          timestamp: z.string(),
          platform: z.string().nullable(),
          action: z.string().nullable(),
          detail: z.string().nullable(),
          tags: z.array(z.string()),
        }),
      ),
      ...results.page(),
    }),
  handler: async (input, { services, caller }) => ({ ...(await listActivity(services, caller, input)) }),
});
