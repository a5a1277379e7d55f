import { z } from "zod";
import { buildBriefing } from "../../domain/briefing/briefing.ts";
import { defineTool, HINTS } from "../define-tool.ts";
import { fields } from "../fields.ts";

export const getBriefing = defineTool({
  name: "get_briefing",
  title: "Get briefing",
  description: "What needs attention, and what others wrote. Call once when a conversation starts.",
  toolset: "core",
  scope: "memory:read",
  hints: HINTS.read,
  input: () => z.strictObject({ since: fields.timestamp() }),
  output: () =>
    z.looseObject({
      generated: z.string(),
      staleness_sec: z.number(),
      sources: z.record(z.string(), z.unknown()),
      sources_total: z.int(),
      active_alerts: z.int(),
      active_suppressions: z.int(),
      upcoming: z.array(z.unknown()),
      attention_needed: z.boolean(),
      pending_intentions: z.int(),
      evaluation: z.record(z.string(), z.int()),
      recent: z.looseObject({
        since: z.string(),
        changed: z.int(),
        by_others: z.int(),
        headlines: z.array(z.string()),
      }),
      summary: z.string(),
      suggested_mention: z.string().optional(),
    }),
  handler: async (input, { services, caller }) => ({ ...(await buildBriefing(services, caller, input)) }),
});
