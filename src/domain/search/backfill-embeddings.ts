import type { Clock } from "../clock.ts";
import type { Embedder, RoundResult } from "../embeddings/embed-entries.ts";
import { AwarenessError } from "../errors.ts";
import { DEFAULT_PAGE } from "../limits.ts";
import type { OwnerId } from "../owner.ts";

export interface BackfillServices {
  readonly clock: Clock;
  /** Absent while no embedding provider is configured. */
  readonly embedder?: Embedder | undefined;
}

export interface BackfillResult {
  readonly status: "ok";
  /** Entries embedded for the first time. */
  readonly new_embeddings: number;
  /** Entries embedded again, because they have changed. */
  readonly refreshed_embeddings: number;
  /** Entries that the provider refused just now. */
  readonly failed: number;
  /** Entries that have no embedding of what they say now, those that failed among them. */
  readonly remaining: number;
  /** Why the provider could not go on. */
  readonly stopped?: string;
}

/** Clients give up after a minute. */
const BUDGET_MS = 45_000;
const TIMEOUT_MS = 30_000;

/**
 * Embeds up to `limit` of the owner's entries that have no current embedding, now; those that failed before are tried
 * again. It may be content with fewer when they take long.
 * @throws AwarenessError `unavailable` while no embedding provider is configured, and when it does not work.
 */
export async function backfillEmbeddings(
  { clock, embedder }: BackfillServices,
  { owner }: { readonly owner: OwnerId },
  { limit = DEFAULT_PAGE }: { readonly limit?: number | undefined },
): Promise<BackfillResult> {
  if (embedder === undefined) {
    throw unavailable(
      "No embedding provider is configured, so there is nothing to embed with. search works without one.",
    );
  }
  await embedder.retry(owner);
  const made = { new_embeddings: 0, refreshed_embeddings: 0, failed: 0 };
  const stopAt = clock.now() + BUDGET_MS;
  let last: RoundResult | undefined;
  for (let left = limit; left > 0 && isGoingOn(last) && clock.now() < stopAt; ) {
    last = await embedder.round(owner, { limit: left, urgent: true, timeoutMs: TIMEOUT_MS });
    made.new_embeddings += last.fresh;
    made.refreshed_embeddings += last.refreshed;
    made.failed += last.failed;
    left -= last.fresh + last.refreshed + last.failed;
  }
  const stopped = last?.stopped?.message;
  if (stopped !== undefined && made.new_embeddings + made.refreshed_embeddings === 0)
    throw unavailable(stopped);
  const { waiting, failed } = await embedder.counts(owner);
  const result = { status: "ok", ...made, remaining: waiting + failed } as const;
  return stopped === undefined ? result : { ...result, stopped };
}

function isGoingOn(last: RoundResult | undefined): boolean {
  return last === undefined || (last.worked && last.stopped === undefined);
}

function unavailable(message: string): AwarenessError {
  return new AwarenessError("unavailable", message, { retryable: true });
}
