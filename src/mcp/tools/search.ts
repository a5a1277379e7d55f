import { z } from "zod";
import { LIMITS } from "../../domain/limits.ts";
import { searchEntries } from "../../domain/search/search-entries.ts";
import { defineTool, HINTS } from "../define-tool.ts";
import { fields, results } from "../fields.ts";

const DEFAULT_HITS = 10;

export const search = defineTool({
  name: "search",
  title: "Search",
  description: 'Find entries: words, "a phrase", -without, tag:x.',
  toolset: "core",
  scope: "memory:read",
  hints: HINTS.read,
  input: () =>
    z.strictObject({
      query: z.string().min(1).max(LIMITS.queryChars),
      source: fields.sourceFilter(),
      tags: fields.tags().optional(),
      entry_type: fields.entryType(),
      since: fields.timestamp(),
      until: fields.timestamp(),
      limit: z.int().min(0).max(LIMITS.page).default(DEFAULT_HITS),
      mode: fields.mode(),
      language: fields.language(),
      cursor: fields.cursor(),
      explain: z.boolean().optional(),
    }),
  output: () =>
    z.looseObject({
      results: z.array(
        results.entry().extend({
          title: z.string(),
          url: z.string(),
          similarity: z.number().min(0).max(1),
          snippet: z.string(),
          explanation: z.looseObject({}).optional(),
        }),
      ),
      ...results.page(),
      bounded: z.literal(true).optional(),
      degraded: z.string().optional(),
      repaired: z.array(z.looseObject({ word: z.string(), terms: z.array(z.string()) })).optional(),
    }),
  handler: async (input, { services, caller }) => ({ ...(await searchEntries(services, caller, input)) }),
});
