import type { EmbeddingQueue } from "../../domain/embeddings/embedding-store.ts";
import { IS_LIVE } from "../shared/entry-row.ts";
import type { EmbeddingParts } from "./embedding-parts.ts";
import { SEEN } from "./embedding-state.ts";
import { plannedSql, sql } from "./sql.ts";

const HAS_UNSEEN = sql(/* sql */ `
  SELECT coalesce((SELECT rev FROM owners WHERE owner_id = :owner), 0) > ${SEEN} AS found`);

const MAKE_STATE = sql(/* sql */ `
  INSERT INTO embedding_state (owner_id, model, queued_rev) VALUES (:owner, :model, 0)
  ON CONFLICT (owner_id, model) DO NOTHING`);

/** Nodes that look at the same changes do so one after the other; each statement after this one sees what was done before. */
const LOCK_STATE = sql(/* sql */ `
  SELECT 1 FROM embedding_state WHERE owner_id = :owner AND model = :model FOR NO KEY UPDATE`);

/**
 * An entry that is being embedded in its old state keeps its lease: it is found to be changed when that is over. Of what
 * is not embedded everything goes, whatever the model: an entry in the trash is found by none. The owner's rev is noted
 * when nothing is left, since the entry that had it may be gone for good.
 */
const ENQUEUE = plannedSql(/* sql */ `
  WITH unseen AS MATERIALIZED (
    SELECT e.n, e.rev, ${IS_LIVE} AND e.type = ANY(:types::text[]) AS wanted
      FROM entries e
     WHERE e.owner_id = :owner AND e.rev > ${SEEN}
     ORDER BY e.rev LIMIT :limit::bigint
  ), added AS (
    INSERT INTO embedding_queue AS q (owner_id, model, n, queued_at, attempts, next_at, claimed_until)
    SELECT :owner::text, :model::text, u.n, :now::bigint, 0, :now::bigint, 0 FROM unseen u WHERE u.wanted ORDER BY u.n
    ON CONFLICT (owner_id, n, model) DO UPDATE
       SET queued_at = excluded.queued_at, attempts = 0, error_code = NULL, error = NULL, failed_at = NULL,
           next_at = CASE WHEN q.claimed_until > excluded.queued_at THEN q.next_at ELSE excluded.next_at END
  ), vectors AS (
    DELETE FROM embeddings v USING unseen u WHERE v.owner_id = :owner AND v.n = u.n AND NOT u.wanted
  ), queued AS (
    DELETE FROM embedding_queue q USING unseen u WHERE q.owner_id = :owner AND q.n = u.n AND NOT u.wanted
  ), noted AS (
    UPDATE embedding_state s
       SET queued_rev = CASE WHEN (SELECT count(*) FROM unseen) < :limit
                             THEN greatest(s.queued_rev, (SELECT o.rev FROM owners o WHERE o.owner_id = :owner))
                             ELSE (SELECT max(rev) FROM unseen) END
     WHERE s.owner_id = :owner AND s.model = :model
  )
  SELECT count(*)::int AS looked FROM unseen`);

/** Turns changes into work. */
export function createEnqueue({ transactions, clock }: EmbeddingParts): EmbeddingQueue["enqueue"] {
  return async (owner, { model, types }, limit) => {
    // Most looks find nothing: they shall not write.
    const unseen = await transactions.read(owner, (session) =>
      session.get<{ readonly found: boolean }>(HAS_UNSEEN, { owner, model }),
    );
    if (unseen?.found !== true) return { looked: 0, more: false };
    return transactions.write(owner, async (session) => {
      session.send(MAKE_STATE, { owner, model });
      session.send(LOCK_STATE, { owner, model });
      const values = { owner, model, types, limit, now: clock.now() };
      const row = await session.get<{ readonly looked: number }>(ENQUEUE, values);
      const looked = row?.looked ?? 0;
      return { looked, more: looked === limit };
    });
  };
}
