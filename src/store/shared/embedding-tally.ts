import type { EmbeddingCounts, EmbeddingFailure } from "../../domain/embeddings/embedding-store.ts";

export type TimedFailure = EmbeddingFailure & { readonly at: number };

/** Counts with the time of the last failure, so that those of several owners can be put together. */
export type Tally = Omit<EmbeddingCounts, "lastError"> & { readonly lastError?: TimedFailure };

export const NO_TALLY: Tally = { waiting: 0, failed: 0, embedded: 0 };

export function addTallies(one: Tally, other: Tally): Tally {
  const [last] = [one.lastError, other.lastError]
    .filter((error) => error !== undefined)
    .sort((first, second) => second.at - first.at);
  return {
    waiting: one.waiting + other.waiting,
    failed: one.failed + other.failed,
    embedded: one.embedded + other.embedded,
    ...(last === undefined ? {} : { lastError: last }),
  };
}

export function toCounts({ lastError, ...counts }: Tally): EmbeddingCounts {
  if (lastError === undefined) return counts;
  const { code, message } = lastError;
  return { ...counts, lastError: { code, message } };
}
