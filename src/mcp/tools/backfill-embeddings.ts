import { z } from "zod";
import { backfillEmbeddings as embedMissing } from "../../domain/search/backfill-embeddings.ts";
import { defineTool, HINTS } from "../define-tool.ts";
import { fields, results } from "../fields.ts";

export const backfillEmbeddings = defineTool({
  name: "backfill_embeddings",
  title: "Backfill embeddings",
  description: "Embed entries that have no current embedding.",
  toolset: "knowledge",
  scope: "memory:write",
  hints: HINTS.restore,
  input: () => z.strictObject({ limit: fields.limit() }),
  output: () =>
    z.looseObject({
      status: results.ok(),
      new_embeddings: z.int(),
      refreshed_embeddings: z.int(),
      remaining: z.int(),
    }),
  handler: () => embedMissing(),
});
