import type { Database } from "better-sqlite3";
import type { EmbeddingCounts, EmbeddingTarget } from "../../domain/embeddings/embedding-store.ts";
import type { OwnerId } from "../../domain/owner.ts";
import { addTallies, NO_TALLY, type Tally, type TimedFailure, toCounts } from "../shared/embedding-tally.ts";
import { IS_LIVE } from "../shared/entry-row.ts";
import { createEmbeddingStates } from "./embedding-state.ts";
import { OWNERS } from "./owners.ts";

const COUNT_UNSEEN = /* sql */ `
  SELECT count(*)
    FROM entries e INDEXED BY entries_rev
   WHERE e.owner_id = :owner AND e.rev > :seen AND ${IS_LIVE} AND e.type IN (SELECT value FROM json_each(:types))`;

const COUNT_QUEUED = /* sql */ `
  SELECT count(*) - coalesce(sum(q.attempts > 0), 0), coalesce(sum(q.attempts > 0), 0)
    FROM embedding_queue q INDEXED BY embedding_queue_due
   CROSS JOIN entries e ON e.n = q.n
   WHERE q.owner_id = :owner AND q.model = :model AND e.rev <= :seen AND ${IS_LIVE}`;

const COUNT_EMBEDDED = /* sql */ `
  SELECT count(*) FROM embeddings INDEXED BY embeddings_chunk
   WHERE owner_id = :owner AND model = :model AND chunk = 0`;

const LAST_ERROR = /* sql */ `
  SELECT error_code AS code, error AS message, failed_at AS at
    FROM embedding_queue INDEXED BY embedding_queue_due
   WHERE owner_id = :owner AND model = :model AND failed_at IS NOT NULL
   ORDER BY failed_at DESC LIMIT 1`;

/** Counts inside one read. `now` is in ms since 1970. */
export interface CountEmbeddings {
  of(owner: OwnerId, target: EmbeddingTarget, now: number): EmbeddingCounts;
  /** Of all owners together. */
  all(target: EmbeddingTarget, now: number): EmbeddingCounts;
}

export function createCountEmbeddings(db: Database): CountEmbeddings {
  const states = createEmbeddingStates(db);
  const owners = db.prepare<[], OwnerId>(OWNERS).pluck();
  const countUnseen = db.prepare<unknown[], number>(COUNT_UNSEEN).pluck();
  const countQueued = db.prepare<unknown[], [number, number]>(COUNT_QUEUED).raw();
  const countEmbedded = db.prepare<unknown[], number>(COUNT_EMBEDDED).pluck();
  const lastError = db.prepare<unknown[], TimedFailure>(LAST_ERROR);

  function count(owner: OwnerId, { model, types }: EmbeddingTarget, now: number): Tally {
    const { seen } = states.read(owner, model);
    const unseen = countUnseen.get({ owner, seen, now, types: JSON.stringify(types) }) ?? 0;
    const [waiting = 0, failed = 0] = countQueued.get({ owner, model, seen, now }) ?? [];
    const embedded = countEmbedded.get({ owner, model }) ?? 0;
    const last = failed === 0 ? undefined : lastError.get({ owner, model });
    const counts = { waiting: unseen + waiting, failed, embedded };
    return last === undefined ? counts : { ...counts, lastError: last };
  }

  return {
    of: (owner, target, now) => toCounts(count(owner, target, now)),
    all: (target, now) =>
      toCounts(owners.all().reduce((sum, owner) => addTallies(sum, count(owner, target, now)), NO_TALLY)),
  };
}
