import { z } from "zod";
import { learnPattern as storePattern } from "../../domain/entries/learn-pattern.ts";
import { defineTool, HINTS } from "../define-tool.ts";
import { fields, results } from "../fields.ts";

export const learnPattern = defineTool({
  name: "learn_pattern",
  title: "Learn pattern",
  description:
    "Store 'when X, expect Y'. effect: words of the alerts it dismisses. conditions: day_of_week (name or list), hour_range [start, end).",
  toolset: "knowledge",
  scope: "memory:write",
  hints: HINTS.add,
  input: () =>
    z.strictObject({
      source: fields.sourceOrEmpty(),
      tags: fields.tags(),
      description: fields.description(),
      conditions: fields.object().optional(),
      effect: fields.reason().default(""),
      learned_from: fields.learnedFrom().default("conversation"),
      language: fields.language(),
      related_ids: fields.relatedIds(),
    }),
  output: () => z.looseObject({ status: results.ok(), id: z.string() }),
  handler: async (input, { services, caller }) => ({
    status: "ok",
    ...(await storePattern(services, caller, input)),
  }),
});
