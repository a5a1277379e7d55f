import { z } from "zod";
import { backfillEmbeddings as embedMissing } from "../../domain/search/backfill-embeddings.ts";
import { defineTool, HINTS } from "../define-tool.ts";
import { fields, results } from "../fields.ts";

export const backfillEmbeddings = defineTool({
  name: "backfill_embeddings",
  title: "Backfill embeddings",
  description:
    "Embed entries that have no current embedding now, and try those again that failed. Entries are embedded in the background anyway.",
  toolset: "knowledge",
  scope: "memory:write",
  hints: HINTS.restore,
  storesNoText: true,
  input: () => z.strictObject({ limit: fields.limit() }),
  output: () =>
    z.looseObject({
      status: results.ok(),
      new_embeddings: z.int(),
      refreshed_embeddings: z.int(),
      failed: z.int(),
      remaining: z.int(),
      stopped: z.string().optional(),
    }),
  handler: async (input, { services, caller }) => ({ ...(await embedMissing(services, caller, input)) }),
});
