import { z } from "zod";
import { suppressAlert as mute } from "../../domain/alerts/suppress-alert.ts";
import { defineTool, HINTS } from "../define-tool.ts";
import { fields, results } from "../fields.ts";

/** Ten years. */
const MAX_MINUTES = 5_256_000;

export const suppressAlert = defineTool({
  name: "suppress_alert",
  title: "Suppress alerts",
  description:
    "Mute matching alerts for a while; delete_entry ends it early. More severe ones still show unless escalation_override=false.",
  toolset: "alerts",
  scope: "memory:write",
  hints: HINTS.add,
  input: () =>
    z.strictObject({
      source: fields.sourceFilter(),
      tags: fields.tags().optional(),
      metric: fields.metric(),
      level: z.enum(["warning", "critical"]).default("warning"),
      duration_minutes: z.int().min(1).max(MAX_MINUTES).default(60),
      escalation_override: z.boolean().default(true),
      reason: fields.reason().default(""),
    }),
  output: () => z.looseObject({ status: results.ok(), id: z.string(), expires: z.string() }),
  handler: async (input, { services, caller }) => ({
    status: "ok",
    ...(await mute(services, caller, input)),
  }),
});
