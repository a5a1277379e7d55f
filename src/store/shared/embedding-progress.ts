import type { EmbeddingCounts, ProviderState } from "../../domain/embeddings/embedding-store.ts";

/** How far embedding has come, for all owners together. */
export interface EmbeddingProgress {
  readonly counts: EmbeddingCounts;
  /** Absent while nobody has worked with the model. */
  readonly provider?: ProviderState;
}
