import { z } from "zod";
import { addContext as storeContext } from "../../domain/entries/add-context.ts";
import { defineTool, HINTS } from "../define-tool.ts";
import { fields, results } from "../fields.ts";

/** Ten years, near enough. */
const MAX_DAYS = 3650;

export const addContext = defineTool({
  name: "add_context",
  title: "Add context",
  description: "Store a passing fact, for 30 days.",
  toolset: "core",
  scope: "memory:write",
  hints: HINTS.add,
  input: () =>
    z.strictObject({
      source: fields.source(),
      tags: fields.tags(),
      description: fields.description(),
      expires_days: z.int().min(1).max(MAX_DAYS).default(30),
      language: fields.language(),
      related_ids: fields.relatedIds(),
    }),
  output: () => z.looseObject({ status: results.ok(), id: z.string(), expires: z.string() }),
  handler: async (input, { services, caller }) => ({
    status: "ok",
    ...(await storeContext(services, caller, input)),
  }),
});
