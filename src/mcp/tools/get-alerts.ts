import { z } from "zod";
import { listAlerts } from "../../domain/alerts/list-alerts.ts";
import { defineTool, HINTS } from "../define-tool.ts";
import { fields, results } from "../fields.ts";

export const getAlerts = defineTool({
  name: "get_alerts",
  title: "Get alerts",
  description: "Unresolved alerts in full, muted ones too.",
  toolset: "alerts",
  scope: "memory:read",
  hints: HINTS.read,
  input: () =>
    z.strictObject({
      source: fields.sourceFilter(),
      since: fields.timestamp(),
      mode: fields.mode(),
      limit: fields.limit(),
      offset: fields.offset(),
      cursor: fields.cursor(),
    }),
  output: () => z.looseObject({ entries: z.array(results.entry()), ...results.page() }),
  handler: async (input, { services, caller }) => ({ ...(await listAlerts(services, caller, input)) }),
});
