import { z } from "zod";
import { reportAlert as takeAlert } from "../../domain/alerts/report-alert.ts";
import { defineTool, HINTS } from "../define-tool.ts";
import { fields, results } from "../fields.ts";

export const reportAlert = defineTool({
  name: "report_alert",
  title: "Report alert",
  description: "Raise, refresh or (resolved=true) resolve the alert with this source and alert_id.",
  toolset: "alerts",
  scope: "memory:write",
  hints: HINTS.edit,
  input: () =>
    z.strictObject({
      source: fields.source(),
      tags: fields.tags(),
      alert_id: fields.alertId(),
      level: z.enum(["warning", "critical"]),
      alert_type: z.enum(["threshold", "structural", "baseline"]),
      message: fields.description(),
      metric: fields.metric(),
      details: fields.object().optional(),
      diagnostics: fields.object().optional(),
      resolved: z.boolean().default(false),
    }),
  output: () =>
    z.looseObject({
      status: results.ok(),
      id: z.string(),
      action: z.enum(["reported", "resolved"]),
      alert_id: z.string(),
    }),
  handler: async (input, { services, caller }) => ({
    status: "ok",
    ...(await takeAlert(services, caller, input)),
  }),
});
