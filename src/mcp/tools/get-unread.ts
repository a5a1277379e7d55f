import { z } from "zod";
import { listUnread } from "../../domain/activity/list-unread.ts";
import { defineTool, HINTS } from "../define-tool.ts";
import { fields, results } from "../fields.ts";

export const getUnread = defineTool({
  name: "get_unread",
  title: "Get unread",
  description: "Entries nobody has read in full, ever or since a time.",
  toolset: "activity",
  scope: "memory:read",
  hints: HINTS.read,
  input: () => z.strictObject({ since: fields.timestamp(), limit: fields.limit(), cursor: fields.cursor() }),
  output: () => z.looseObject({ entries: z.array(results.entry()), ...results.page() }),
  handler: async (input, { services, caller }) => ({ ...(await listUnread(services, caller, input)) }),
});
