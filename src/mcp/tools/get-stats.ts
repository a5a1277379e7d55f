import { z } from "zod";
import { getStats as readStats } from "../../domain/overview/overview.ts";
import { defineTool, HINTS } from "../define-tool.ts";

export const getStats = defineTool({
  name: "get_stats",
  title: "Get stats",
  description: "Entries per type, and all sources. Call before reading much.",
  toolset: "knowledge",
  scope: "memory:read",
  hints: HINTS.read,
  input: () => z.strictObject({}),
  output: () =>
    z.looseObject({
      entries: z.record(z.string(), z.int()),
      sources: z.array(z.string()),
      total: z.int(),
    }),
  handler: async (_input, { services, caller }) => ({ ...(await readStats(services, caller)) }),
});
