import { z } from "zod";
import { reportStatus as takeStatus } from "../../domain/status/report-status.ts";
import { defineTool, HINTS } from "../define-tool.ts";
import { fields, results } from "../fields.ts";

export const reportStatus = defineTool({
  name: "report_status",
  title: "Report status",
  description: "Heartbeat of a monitored source with its metrics. Unusual numbers raise a baseline alert.",
  toolset: "alerts",
  scope: "memory:write",
  hints: HINTS.edit,
  input: () =>
    z.strictObject({
      source: fields.source(),
      tags: fields.tags(),
      metrics: fields.object(),
      inventory: fields.object().optional(),
      ttl_sec: z.int().min(1).max(31_536_000).default(120),
    }),
  output: () => z.looseObject({ status: results.ok(), id: z.string(), source: z.string() }),
  handler: async (input, { services, caller }) => ({
    status: "ok",
    ...(await takeStatus(services, caller, input)),
  }),
});
