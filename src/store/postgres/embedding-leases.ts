import type { EmbeddingQueue } from "../../domain/embeddings/embedding-store.ts";
import type { EmbeddingParts } from "./embedding-parts.ts";
import { LOCK_OWNER } from "./embedding-state.ts";
import { sql } from "./sql.ts";

const EXTEND = sql(/* sql */ `
  UPDATE embedding_queue SET next_at = :next, claimed_until = :next
   WHERE owner_id = :owner AND n = ANY(:numbers::bigint[]) AND model = :model AND claimed_until = :until`);

const RELEASE = sql(/* sql */ `
  UPDATE embedding_queue SET next_at = :now, claimed_until = 0
   WHERE owner_id = :owner AND n = ANY(:numbers::bigint[]) AND model = :model AND claimed_until = :until`);

/** The failure of a text that is no longer the entry's says nothing about the new one, which is due at once. */
const FAIL = sql(/* sql */ `
  UPDATE embedding_queue q
     SET claimed_until = 0,
         next_at = CASE WHEN e.rev = :rev THEN :nextAt ELSE :now::bigint END,
         attempts = CASE WHEN e.rev = :rev THEN :attempts ELSE 0 END,
         error_code = CASE WHEN e.rev = :rev THEN :code END,
         error = CASE WHEN e.rev = :rev THEN :message END,
         failed_at = CASE WHEN e.rev = :rev THEN :now::bigint END
    FROM entries e
   WHERE q.n = :n AND q.model = :model AND q.owner_id = :owner AND e.n = :n AND e.owner_id = :owner`);

const RETRY = sql(/* sql */ `
  WITH retried AS (
    UPDATE embedding_queue
       SET next_at = :now, attempts = 0, error_code = NULL, error = NULL, failed_at = NULL
     WHERE owner_id = :owner AND model = :model AND attempts > 0 AND claimed_until <= :now
    RETURNING 1
  )
  SELECT count(*)::int AS count FROM retried`);

/** What becomes of taken entries that are not embedded. */
export function createLeases({
  transactions,
  clock,
}: EmbeddingParts): Pick<EmbeddingQueue, "extend" | "release" | "fail" | "retry"> {
  return {
    async extend(owner, model, { numbers, until }, leaseMs) {
      const next = clock.now() + leaseMs;
      await transactions.one(owner, EXTEND, { owner, model, until, next, numbers });
      return next;
    },
    async release(owner, model, { numbers, until }) {
      await transactions.one(owner, RELEASE, { owner, model, until, now: clock.now(), numbers });
    },
    fail: (owner, model, { number: n, entry, attempts }, { code, message, nextAt = null }) =>
      transactions.write(owner, async (session) => {
        const row = { owner, model, n, rev: entry.rev, attempts: attempts + 1, code, message };
        session.send(LOCK_OWNER, { owner });
        session.send(FAIL, { ...row, now: clock.now(), nextAt });
      }),
    async retry(owner, model) {
      const values = { owner, model, now: clock.now() };
      const [retried] = await transactions.one<{ readonly count: number }>(owner, RETRY, values);
      return retried?.count ?? 0;
    },
  };
}
