/**
 * What went wrong with the provider. `too_long` is about the texts, `refused` and `bad_answer` may be, every other
 * code is about the provider and would meet any text.
 *
 * - `unreachable`: no connection, or it broke.
 * - `timeout`: no complete answer in time.
 * - `busy`: too many requests, or a failure inside the provider (429, 5xx).
 * - `unauthorized`: the API key is missing, wrong or not allowed to do this.
 * - `model_missing`: the provider does not have the model.
 * - `too_long`: even the beginning of a text is more than the model takes.
 * - `refused`: every other refusal, redirects included.
 * - `bad_answer`: an answer that is not one usable vector per text.
 * - `aborted`: the caller's signal ended it.
 */
export type EmbeddingErrorCode =
  | "unreachable"
  | "timeout"
  | "busy"
  | "unauthorized"
  | "model_missing"
  | "too_long"
  | "refused"
  | "bad_answer"
  | "aborted";

export interface EmbeddingErrorOptions {
  /** True when the same call may succeed later without anything being changed. */
  readonly retryable?: boolean;
  /** How long the provider asks to be left alone, ms. */
  readonly retryAfterMs?: number;
}

/**
 * A provider gave no vectors. The message is one line with the remedy and may be shown: it holds no API key, no text
 * that was to be embedded and nothing of the provider's answer, which may repeat either. For the same reason there is
 * no `cause`.
 */
export class EmbeddingError extends Error {
  override readonly name = "EmbeddingError";
  readonly code: EmbeddingErrorCode;
  readonly retryable: boolean;
  readonly retryAfterMs: number | undefined;

  constructor(code: EmbeddingErrorCode, message: string, options: EmbeddingErrorOptions = {}) {
    super(message);
    this.code = code;
    this.retryable = options.retryable ?? false;
    this.retryAfterMs = options.retryAfterMs;
  }
}
