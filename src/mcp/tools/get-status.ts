import { z } from "zod";
import { getStatus as readStatus } from "../../domain/status/report-status.ts";
import { defineTool, HINTS } from "../define-tool.ts";
import { fields, results } from "../fields.ts";

export const getStatus = defineTool({
  name: "get_status",
  title: "Get status",
  description: "The latest status of one source.",
  toolset: "alerts",
  scope: "memory:read",
  hints: HINTS.read,
  input: () => z.strictObject({ source: fields.source() }),
  output: () => results.entry(),
  handler: async (input, { services, caller }) => ({ ...(await readStatus(services, caller, input.source)) }),
});
