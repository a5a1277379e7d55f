import { z } from "zod";
import { listKnowledge } from "../../domain/entries/list-knowledge.ts";
import { defineTool, HINTS } from "../define-tool.ts";
import { fields, results } from "../fields.ts";

export const getKnowledge = defineTool({
  name: "get_knowledge",
  title: "Get knowledge",
  description: "List knowledge, newest change first. All filters and tags must hold.",
  toolset: "core",
  scope: "memory:read",
  hints: HINTS.read,
  input: () =>
    z.strictObject({
      source: fields.sourceFilter(),
      tags: fields.tags().optional(),
      entry_type: fields.entryType(),
      include_history: z.enum(["true", "false", "only"]).optional(),
      since: fields.timestamp(),
      until: fields.timestamp(),
      created_after: fields.timestamp(),
      created_before: fields.timestamp(),
      learned_from: fields.learnedFrom().optional(),
      hint: fields.hint(),
      mode: fields.mode(),
      language: fields.language(),
      limit: fields.limit(),
      offset: fields.offset(),
      cursor: fields.cursor(),
    }),
  output: () => z.looseObject({ entries: z.array(results.entry()), ...results.page() }),
  handler: async (input, { services, caller }) => ({ ...(await listKnowledge(services, caller, input)) }),
});
