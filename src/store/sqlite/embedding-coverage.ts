import type { Database } from "better-sqlite3";
import type { EmbeddingCoverage, EmbeddingVectors } from "../../domain/embeddings/embedding-store.ts";
import type { OwnerId } from "../../domain/owner.ts";
import type { EmbeddingParts } from "./embedding-parts.ts";
import { createEmbeddingStates } from "./embedding-state.ts";

/** Steps from model to model through the index. Whoever stores a vector notes its length. */
const MODELS = /* sql */ `
  WITH RECURSIVE models (model) AS (
    SELECT min(model) FROM embeddings INDEXED BY embeddings_newest WHERE owner_id = :owner
    UNION ALL
    SELECT (SELECT min(v.model) FROM embeddings v INDEXED BY embeddings_newest
             WHERE v.owner_id = :owner AND v.model > m.model)
      FROM models m
     WHERE m.model IS NOT NULL
  )
  SELECT m.model, s.dimensions
    FROM models m
    LEFT JOIN embedding_state s ON s.owner_id = :owner AND s.model = m.model
   WHERE m.model IS NOT NULL`;

/** Time began before all of ours: the bound only leaves out those that have been given up. */
const IS_COMPLETE = /* sql */ `
  SELECT NOT EXISTS (SELECT 1 FROM entries INDEXED BY entries_rev WHERE owner_id = :owner AND rev > :seen)
     AND NOT EXISTS (SELECT 1 FROM embedding_queue INDEXED BY embedding_queue_due
                      WHERE owner_id = :owner AND model = :model AND next_at > -1)`;

/** False when all that was tried has been given up: then there is nothing to search in. */
const IS_OF_USE = /* sql */ `
  SELECT EXISTS (SELECT 1 FROM embeddings INDEXED BY embeddings_newest WHERE owner_id = :owner AND model = :model)
      OR NOT EXISTS (SELECT 1 FROM embedding_queue INDEXED BY embedding_queue_due
                      WHERE owner_id = :owner AND model = :model)`;

const UNUSED_OTHER = /* sql */ `
  SELECT s.model
    FROM embedding_state s
    LEFT JOIN embedding_models m ON m.model = s.model
   WHERE s.owner_id = :owner AND s.model <> :model AND coalesce(m.used_at, 0) <= :unusedSince
   ORDER BY s.model LIMIT 1`;

const REMOVE_VECTORS = /* sql */ `
  DELETE FROM embeddings
   WHERE seq IN (SELECT seq FROM embeddings INDEXED BY embeddings_newest
                  WHERE owner_id = :owner AND model = :other LIMIT +:limit)`;

const REMOVE_QUEUED = /* sql */ `
  DELETE FROM embedding_queue
   WHERE model = :other
     AND n IN (SELECT n FROM embedding_queue INDEXED BY embedding_queue_due
                WHERE owner_id = :owner AND model = :other LIMIT +:limit)`;

const REMOVE_STATE = /* sql */ `
  DELETE FROM embedding_state WHERE owner_id = :owner AND model = :other`;

/** What there is to search in, inside one read or write. */
export type ReadCoverage = (owner: OwnerId, model: string) => EmbeddingCoverage;

interface ModelRow {
  readonly model: string;
  /** `null` when somebody has removed the note by hand. */
  readonly dimensions: number | null;
}

export function createReadCoverage(db: Database): ReadCoverage {
  const states = createEmbeddingStates(db);
  const models = db.prepare<{ owner: string }, ModelRow>(MODELS);
  const isComplete = db.prepare<unknown[], 0 | 1>(IS_COMPLETE).pluck();
  return (owner, model) => {
    const rows = models.all({ owner });
    return {
      models: rows.map((row) => row.model),
      dimensions: new Map(
        rows.flatMap((row) => (row.dimensions === null ? [] : [[row.model, row.dimensions]])),
      ),
      complete: isComplete.get({ owner, model, seen: states.read(owner, model).seen }) === 1,
    };
  };
}

/** Removes what no model in use has made. */
export function createRemoveOthers({ db, read, queue }: EmbeddingParts): EmbeddingVectors["removeOthers"] {
  const coverage = createReadCoverage(db);
  const isOfUse = db.prepare<unknown[], 0 | 1>(IS_OF_USE).pluck();
  const unusedOther = db.prepare<unknown[], string>(UNUSED_OTHER).pluck();
  const steps = [REMOVE_VECTORS, REMOVE_QUEUED].map((sql) => db.prepare(sql));
  const removeState = db.prepare(REMOVE_STATE);

  function removable(owner: OwnerId, model: string, unusedSince: number): string | undefined {
    const other = unusedOther.get({ owner, model, unusedSince });
    const isReplaced = () => coverage(owner, model).complete && isOfUse.get({ owner, model }) === 1;
    return other !== undefined && isReplaced() ? other : undefined;
  }

  return async (owner, { model }, { limit, unusedSince }) => {
    // Most looks find nothing: they shall not take the write lock.
    if ((await read(() => removable(owner, model, unusedSince))) === undefined) return false;
    return queue.run(() => {
      const other = removable(owner, model, unusedSince);
      if (other === undefined) return false;
      const isCut = steps.some((step) => step.run({ owner, other, limit }).changes >= limit);
      if (!isCut) removeState.run({ owner, other });
      return true;
    });
  };
}
