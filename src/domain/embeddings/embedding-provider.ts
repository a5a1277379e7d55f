import type { EmbeddingProviderName } from "./embedding-settings.ts";

export interface EmbedOptions {
  readonly signal?: AbortSignal;
  /** Another model than the configured one: old vectors are still searched while those of a new model fill up. */
  readonly model?: string;
  /** For one attempt at one request, up to the last byte of its answer, in ms. Many texts need several requests. */
  readonly timeoutMs?: number;
  /** How often a request is made before its failure counts; 1 means no retry. A time-out is never retried. */
  readonly attempts?: number;
}

/** Turns texts into vectors of one length. */
export interface EmbeddingProvider {
  readonly name: EmbeddingProviderName;
  /** The configured model. */
  readonly model: string;
  /**
   * One vector per text, in order, each normalised to length 1. A text that is too long for the model stands for its
   * beginning. The configured dimensions hold for the configured model only.
   * @throws EmbeddingError
   */
  embed(texts: readonly string[], options: EmbedOptions): Promise<readonly Float32Array[]>;
}
