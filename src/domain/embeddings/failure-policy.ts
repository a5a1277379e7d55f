import type { EmbeddingError } from "./embedding-error.ts";

const SECOND_MS = 1_000;
const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

const FIRST_PAUSE_MS = SECOND_MS;
const LONGEST_PAUSE_MS = 5 * MINUTE_MS;

/** After so many failures an entry is given up until somebody asks for it. */
const MOST_ATTEMPTS = 8;

/** How long a provider is left alone after a failure, ms; `failures` are those in a row before this one. */
export function pauseAfter(failures: number, { retryAfterMs = 0 }: EmbeddingError): number {
  return Math.max(retryAfterMs, Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** failures));
}

/** How long an entry waits after its failure number `attempts`, ms: 1 min, 4 min … 1 day; `undefined`: for good. */
export function waitAfter(attempts: number): number | undefined {
  return attempts >= MOST_ATTEMPTS ? undefined : Math.min(DAY_MS, MINUTE_MS * 4 ** (attempts - 1));
}

/** True when the error would have met any text; otherwise only the provider can tell. */
export function isProvidersOwn({ code, retryAfterMs }: EmbeddingError): boolean {
  return (
    ["unauthorized", "model_missing", "unreachable", "aborted"].includes(code) || retryAfterMs !== undefined
  );
}
