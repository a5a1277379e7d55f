import { z } from "zod";
import { actOn } from "../../domain/activity/act-on.ts";
import { LIMITS } from "../../domain/limits.ts";
import { defineTool, HINTS } from "../define-tool.ts";
import { fields, results } from "../fields.ts";

export const actedOn = defineTool({
  name: "acted_on",
  title: "Acted on",
  description: "Record what was done because of an entry. Completes a due or pending reminder.",
  toolset: "activity",
  scope: "memory:write",
  hints: HINTS.add,
  input: () =>
    z.strictObject({
      entry_id: fields.id(),
      action: z.string().min(1).max(LIMITS.actionChars),
      platform: fields.platform(),
      detail: z.string().max(LIMITS.actionDetailChars).optional(),
      tags: fields.tags().optional(),
    }),
  output: () =>
    z.looseObject({
      status: results.ok(),
      id: z.int(),
      entry_id: z.string(),
      action: z.string(),
      timestamp: z.string(),
    }),
  handler: async (input, { services, caller }) => ({
    status: "ok",
    ...(await actOn(services, caller, input)),
  }),
});
