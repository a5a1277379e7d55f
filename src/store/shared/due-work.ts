import type { EmbeddingWork } from "../../domain/embeddings/embedding-store.ts";
import type { OwnerId } from "../../domain/owner.ts";

/** Whether an owner has something to do at once, and when the first of the queued entries is due, ms since 1970. */
export type WorkRow = readonly [owner: OwnerId, hasWork: boolean, nextAt: number | null];

/** `now` is in ms since 1970. */
export function toWork(rows: readonly WorkRow[], now: number): EmbeddingWork {
  const owners = rows
    .filter(([, hasWork, nextAt]) => hasWork || (nextAt !== null && nextAt <= now))
    .map(([owner]) => owner);
  const later = rows.flatMap(([, , nextAt]) => (nextAt !== null && nextAt > now ? [nextAt] : []));
  return later.length === 0 ? { owners } : { owners, nextAt: Math.min(...later) };
}
