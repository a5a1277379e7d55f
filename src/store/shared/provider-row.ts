import type { EmbeddingFailure, ProviderState } from "../../domain/embeddings/embedding-store.ts";

/** A row of `embedding_models`. */
export interface ProviderRow {
  readonly used_at: number;
  readonly failures: number;
  readonly paused_until: number;
  readonly error_code: EmbeddingFailure["code"] | null;
  readonly error: string | null;
  readonly failed_at: number | null;
}

export function toProviderState(row: ProviderRow): ProviderState {
  const {
    used_at: usedAt,
    failures,
    paused_until: pausedUntil,
    error_code: code,
    error,
    failed_at: at,
  } = row;
  const state = { usedAt, failures, pausedUntil };
  if (code === null || error === null || at === null) return state;
  return { ...state, lastError: { code, message: error, at } };
}
