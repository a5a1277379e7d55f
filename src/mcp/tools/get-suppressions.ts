import { z } from "zod";
import { listSuppressions } from "../../domain/alerts/suppress-alert.ts";
import { defineTool, HINTS } from "../define-tool.ts";
import { fields, results } from "../fields.ts";

export const getSuppressions = defineTool({
  name: "get_suppressions",
  title: "Get suppressions",
  description: "Suppressions in force.",
  toolset: "alerts",
  scope: "memory:read",
  hints: HINTS.read,
  input: () => z.strictObject({ limit: fields.limit(), cursor: fields.cursor() }),
  output: () => z.looseObject({ entries: z.array(results.entry()), ...results.page() }),
  handler: async (input, { services, caller }) => ({ ...(await listSuppressions(services, caller, input)) }),
});
