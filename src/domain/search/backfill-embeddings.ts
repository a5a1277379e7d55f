import { AwarenessError } from "../errors.ts";

/**
 * Embeds entries that have no embedding yet.
 * @throws AwarenessError `unavailable` while no embedding provider is configured.
 */
export async function backfillEmbeddings(): Promise<never> {
  throw new AwarenessError(
    "unavailable",
    "No embedding provider is configured, so there is nothing to embed with. search works without one.",
    { retryable: true },
  );
}
