import { AwarenessError } from "../errors.ts";

/** For a search that was stopped after `limitMs`. */
export function tookTooLong(limitMs: number, cause?: unknown): AwarenessError {
  return new AwarenessError(
    "unavailable",
    `The search took longer than ${limitMs / 1000} s and was stopped. Use rarer words, or narrow it by source, tags or time.`,
    { retryable: true, ...(cause === undefined ? {} : { cause }) },
  );
}
