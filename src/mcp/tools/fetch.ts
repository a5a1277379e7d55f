import { z } from "zod";
import { fetchEntry } from "../../domain/search/fetch-entry.ts";
import { defineTool, HINTS } from "../define-tool.ts";
import { fields } from "../fields.ts";

export const fetch = defineTool({
  name: "fetch",
  title: "Fetch",
  description: "One entry in full.",
  toolset: "core",
  scope: "memory:read",
  hints: HINTS.read,
  input: () => z.strictObject({ id: fields.id() }),
  output: () =>
    z.looseObject({
      id: z.string(),
      title: z.string(),
      text: z.string(),
      url: z.string(),
      metadata: z.record(z.string(), z.unknown()),
    }),
  handler: async ({ id }, { services, caller }) => ({ ...(await fetchEntry(services, caller, id)) }),
});
