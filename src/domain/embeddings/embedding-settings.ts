/** The providers there are, as `AWARENESS_EMBEDDING_PROVIDER` names them. */
export const EMBEDDING_PROVIDERS = ["ollama", "openai"] as const;
export type EmbeddingProviderName = (typeof EMBEDDING_PROVIDERS)[number];

/** Most numbers a vector may have. */
export const MAX_DIMENSIONS = 8_192;

/** Which provider makes the vectors, and how it is reached. */
export interface EmbeddingSettings {
  readonly provider: EmbeddingProviderName;
  /** Base URL without a trailing slash, query and credentials. */
  readonly url: string;
  readonly model: string;
  /** Numbers a vector of `model` must have, 1 to 8192; absent: as many as the model gives. */
  readonly dimensions?: number;
  /** Sent as bearer token. Never shown. */
  readonly apiKey?: string;
}
