import { z } from "zod";
import { URGENCIES } from "../../domain/intentions/intention.ts";
import { remind as storeReminder } from "../../domain/intentions/remind.ts";
import { LIMITS } from "../../domain/limits.ts";
import { defineTool, HINTS } from "../define-tool.ts";
import { fields, results } from "../fields.ts";

export const remind = defineTool({
  name: "remind",
  title: "Remind",
  description: "Store a to-do or reminder. recurrence: RRULE.",
  toolset: "core",
  scope: "memory:write",
  hints: HINTS.add,
  input: () =>
    z.strictObject({
      goal: z.string().min(1).max(LIMITS.goalChars),
      source: fields.source(),
      tags: fields.tags(),
      deliver_at: fields.timestamp(),
      constraints: z.string().max(LIMITS.constraintsChars).optional(),
      urgency: z.enum(URGENCIES).optional(),
      recurrence: z.string().max(LIMITS.recurrenceChars).optional(),
      learned_from: fields.learnedFrom().optional(),
      language: fields.language(),
    }),
  output: () => z.looseObject({ status: results.ok(), id: z.string(), state: z.literal("pending") }),
  handler: async (input, { services, caller }) => ({
    status: "ok",
    ...(await storeReminder(services, caller, input)),
  }),
});
