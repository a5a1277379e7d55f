import type { Clock } from "../domain/clock.ts";
import type { Embedder } from "../domain/embeddings/embed-entries.ts";
import type { EmbeddingProvider } from "../domain/embeddings/embedding-provider.ts";
import type { EmbeddingSettings } from "../domain/embeddings/embedding-settings.ts";
import type { EmbeddingStore } from "../domain/embeddings/embedding-store.ts";
import type { EmbedQuery } from "../domain/embeddings/query-vector.ts";

/** What search by meaning needs beside the store. */
export interface Embeddings {
  readonly provider: EmbeddingProvider;
  readonly embedder: Embedder;
  readonly embedQuery: EmbedQuery;
}

/** Loaded on demand: most servers have no provider. Nothing is sent before there is something to embed. */
export async function createEmbeddings(
  settings: EmbeddingSettings,
  store: EmbeddingStore,
  clock: Clock,
): Promise<Embeddings> {
  const [{ createEmbeddingProvider }, { entryTexts }, { createEmbedder }, { createEmbedQuery }] =
    await Promise.all([
      import("../embeddings/create-provider.ts"),
      import("../embeddings/entry-texts.ts"),
      import("../domain/embeddings/embed-entries.ts"),
      import("../domain/embeddings/query-vector.ts"),
    ]);
  const provider = createEmbeddingProvider(settings);
  return {
    provider,
    embedder: createEmbedder({ store, provider, texts: entryTexts, clock }),
    embedQuery: createEmbedQuery({ store, provider, types: entryTexts.types, clock }),
  };
}
