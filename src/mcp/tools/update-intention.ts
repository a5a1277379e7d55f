import { z } from "zod";
import { INTENTION_STATES } from "../../domain/intentions/intention.ts";
import { updateIntention as moveIntention } from "../../domain/intentions/update-intention.ts";
import { defineTool, HINTS } from "../define-tool.ts";
import { fields, results } from "../fields.ts";

export const updateIntention = defineTool({
  name: "update_intention",
  title: "Update intention",
  description:
    "Complete, snooze (24 hours unless snooze_until), cancel or reopen a reminder. Completing a recurring one makes the next.",
  toolset: "intentions",
  scope: "memory:write",
  hints: HINTS.edit,
  input: () =>
    z.strictObject({
      entry_id: fields.id(),
      state: z.enum(INTENTION_STATES),
      reason: fields.reason().optional(),
      snooze_until: fields.timestamp(),
    }),
  output: () =>
    z.looseObject({
      status: results.ok(),
      id: z.string(),
      next_id: z.string().optional(),
      next_deliver_at: z.string().optional(),
    }),
  handler: async (input, { services, caller }) => ({
    status: "ok",
    ...(await moveIntention(services, caller, input)),
  }),
});
