import type { Database } from "better-sqlite3";
import type { EmbeddingWork } from "../../domain/embeddings/embedding-store.ts";
import type { OwnerId } from "../../domain/owner.ts";
import { toWork } from "../shared/due-work.ts";
import { WITH_OWNERS } from "./owners.ts";

const WORK = /* sql */ `
  ${WITH_OWNERS}
  SELECT o.owner_id,
         (SELECT max(rev) FROM entries WHERE owner_id = o.owner_id)
           > coalesce((SELECT queued_rev FROM embedding_state WHERE owner_id = o.owner_id AND model = :model), 0)
         OR EXISTS (SELECT 1 FROM embedding_state WHERE owner_id = o.owner_id AND model > :model)
         OR EXISTS (SELECT 1 FROM embedding_state WHERE owner_id = o.owner_id AND model < :model),
         (SELECT min(next_at) FROM embedding_queue INDEXED BY embedding_queue_due
           WHERE owner_id = o.owner_id AND model = :model)
    FROM owners o
   WHERE o.owner_id IS NOT NULL`;

const NEWEST_REV = /* sql */ `
  SELECT rev FROM rev_counter WHERE id = 1`;

/** Finds work inside one read. */
export interface FindWork {
  /** `now` is in ms since 1970. */
  work(model: string, now: number): EmbeddingWork;
  newestRev(): number;
}

type Row = readonly [owner: OwnerId, hasWork: 0 | 1, nextAt: number | null];

export function createFindWork(db: Database): FindWork {
  const work = db.prepare<{ model: string }, Row>(WORK).raw();
  const newestRev = db.prepare<[], number>(NEWEST_REV).pluck();
  return {
    work(model, now) {
      const rows = work.all({ model });
      return toWork(
        rows.map(([owner, hasWork, nextAt]) => [owner, hasWork === 1, nextAt]),
        now,
      );
    },
    newestRev: () => newestRev.get() ?? 0,
  };
}
