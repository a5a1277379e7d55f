import { z } from "zod";
import { defineTool, HINTS } from "../define-tool.ts";

export const getTags = defineTool({
  name: "get_tags",
  title: "Get tags",
  description: "All tags with their counts. Call before inventing a tag.",
  toolset: "knowledge",
  scope: "memory:read",
  hints: HINTS.read,
  input: () => z.strictObject({}),
  output: () => z.looseObject({ tags: z.array(z.looseObject({ tag: z.string(), count: z.int() })) }),
  handler: async (_input, { services, caller }) => ({
    tags: await services.store.overview.tags(caller.owner),
  }),
});
