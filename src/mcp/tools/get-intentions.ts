import { z } from "zod";
import { INTENTION_STATES } from "../../domain/intentions/intention.ts";
import { listIntentions } from "../../domain/intentions/list-intentions.ts";
import { defineTool, HINTS } from "../define-tool.ts";
import { fields, results } from "../fields.ts";

export const getIntentions = defineTool({
  name: "get_intentions",
  title: "Get intentions",
  description: "List reminders and to-dos, newest change first. fired: their time has come.",
  toolset: "intentions",
  scope: "memory:read",
  hints: HINTS.read,
  input: () =>
    z.strictObject({
      state: z.enum(INTENTION_STATES).optional(),
      source: fields.sourceFilter(),
      tags: fields.tags().optional(),
      mode: fields.mode(),
      limit: fields.limit(),
      cursor: fields.cursor(),
    }),
  output: () => z.looseObject({ entries: z.array(results.entry()), ...results.page() }),
  handler: async (input, { services, caller }) => ({ ...(await listIntentions(services, caller, input)) }),
});
