import type { EmbeddingCoverage, EmbeddingVectors } from "../../domain/embeddings/embedding-store.ts";
import type { OwnerId } from "../../domain/owner.ts";
import type { CopyVectors } from "./copy-vectors.ts";
import type { EmbeddingParts } from "./embedding-parts.ts";
import { LOCK_OWNER, SEEN } from "./embedding-state.ts";
import type { Session } from "./session.ts";
import { sql } from "./sql.ts";

/** Steps from model to model through the index. Whoever stores a vector notes its length. */
const MODELS = sql(/* sql */ `
  WITH RECURSIVE models (model) AS (
    SELECT min(model) FROM embeddings WHERE owner_id = :owner
    UNION ALL
    SELECT (SELECT min(v.model) FROM embeddings v WHERE v.owner_id = :owner AND v.model > m.model)
      FROM models m
     WHERE m.model IS NOT NULL
  )
  SELECT m.model, s.dimensions
    FROM models m
    LEFT JOIN embedding_state s ON s.owner_id = :owner AND s.model = m.model
   WHERE m.model IS NOT NULL`);

/**
 * What has no time has been given up. The ends of indexes are looked at: Postgres expects to find what merely has to exist
 * anywhere, and reads the whole table when it does not.
 */
const IS_COMPLETE = /* sql */ `
  coalesce((SELECT max(e.rev) FROM entries e WHERE e.owner_id = :owner), 0) <= ${SEEN}
  AND (SELECT min(q.next_at) FROM embedding_queue q WHERE q.owner_id = :owner AND q.model = :model) IS NULL`;

const COMPLETE = sql(/* sql */ `
  SELECT ${IS_COMPLETE} AS complete`);

/** False when all that was tried has been given up: then there is nothing to search in. */
const IS_OF_USE = /* sql */ `
  ((SELECT max(v.seq) FROM embeddings v WHERE v.owner_id = :owner AND v.model = :model) IS NOT NULL
   OR (SELECT q.n FROM embedding_queue q
        WHERE q.owner_id = :owner AND q.model = :model ORDER BY q.next_at, q.n LIMIT 1) IS NULL)`;

const REMOVABLE = sql(/* sql */ `
  SELECT o.model
    FROM embedding_state o
    LEFT JOIN embedding_models m ON m.model = o.model
   WHERE o.owner_id = :owner AND o.model <> :model AND coalesce(m.used_at, 0) <= :unusedSince
     AND ${IS_COMPLETE} AND ${IS_OF_USE}
   ORDER BY o.model LIMIT 1`);

/** The array keeps the plan to the index, whatever the limit. */
const REMOVE_VECTORS = sql(/* sql */ `
  DELETE FROM embeddings
   WHERE owner_id = :owner
     AND seq = ANY(ARRAY(SELECT v.seq FROM embeddings v
                          WHERE v.owner_id = :owner AND v.model = :other ORDER BY v.seq LIMIT :limit::bigint))`);

const REMOVE_QUEUED = sql(/* sql */ `
  DELETE FROM embedding_queue
   WHERE owner_id = :owner AND model = :other
     AND n = ANY(ARRAY(SELECT q.n FROM embedding_queue q
                        WHERE q.owner_id = :owner AND q.model = :other LIMIT :limit::bigint))`);

const REMOVE_STATE = sql(/* sql */ `
  DELETE FROM embedding_state WHERE owner_id = :owner AND model = :other`);

interface ModelRow {
  readonly model: string;
  /** `null` when somebody has removed the note by hand. */
  readonly dimensions: number | null;
}

/** What there is to search in. */
export async function readCoverage(
  session: Session,
  owner: OwnerId,
  model: string,
): Promise<EmbeddingCoverage> {
  const [rows, found] = await Promise.all([
    session.all<ModelRow>(MODELS, { owner }),
    session.get<{ readonly complete: boolean }>(COMPLETE, { owner, model }),
  ]);
  return {
    models: rows.map((row) => row.model),
    dimensions: new Map(
      rows.flatMap((row) => (row.dimensions === null ? [] : [[row.model, row.dimensions]])),
    ),
    complete: found?.complete === true,
  };
}

/** Removes what no model in use has made. As it is called when nothing else is to be done, it then fills the index of pgvector. */
export function createRemoveOthers(
  { transactions }: EmbeddingParts,
  copyVectors: CopyVectors,
): EmbeddingVectors["removeOthers"] {
  return async (owner, { model }, { limit, unusedSince }) => {
    const removable = async (session: Session) =>
      (await session.get<{ readonly model: string }>(REMOVABLE, { owner, model, unusedSince }))?.model;
    // Most looks find nothing: they shall not take the owner's lock.
    if ((await transactions.read(owner, removable)) === undefined) return copyVectors(owner, model);
    return transactions.write(owner, async (session) => {
      session.send(LOCK_OWNER, { owner });
      const other = await removable(session);
      if (other === undefined) return false;
      for (const statement of [REMOVE_VECTORS, REMOVE_QUEUED]) {
        if ((await session.run(statement, { owner, other, limit })) >= limit) return true;
      }
      session.send(REMOVE_STATE, { owner, other });
      return true;
    });
  };
}
