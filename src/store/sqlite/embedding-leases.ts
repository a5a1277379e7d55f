import type { EmbeddingQueue } from "../../domain/embeddings/embedding-store.ts";
import type { EmbeddingParts } from "./embedding-parts.ts";

/** The plus keeps SQLite from walking through the whole queue of the owner. */
const EXTEND = /* sql */ `
  UPDATE embedding_queue SET next_at = :next, claimed_until = :next
   WHERE n IN (SELECT value FROM json_each(:numbers)) AND model = :model AND +owner_id = :owner
     AND claimed_until = :until`;

const RELEASE = /* sql */ `
  UPDATE embedding_queue SET next_at = :now, claimed_until = 0
   WHERE n IN (SELECT value FROM json_each(:numbers)) AND model = :model AND +owner_id = :owner
     AND claimed_until = :until`;

/** The failure of a text that is no longer the entry's says nothing about the new one, which is due at once. */
const FAIL = /* sql */ `
  UPDATE embedding_queue
     SET claimed_until = 0,
         next_at = CASE WHEN e.rev = :rev THEN :nextAt ELSE :now END,
         attempts = CASE WHEN e.rev = :rev THEN :attempts ELSE 0 END,
         error_code = CASE WHEN e.rev = :rev THEN :code END,
         error = CASE WHEN e.rev = :rev THEN :message END,
         failed_at = CASE WHEN e.rev = :rev THEN :now END
    FROM entries e
   WHERE embedding_queue.n = :n AND embedding_queue.model = :model AND embedding_queue.owner_id = :owner
     AND e.n = :n AND e.owner_id = :owner`;

const RETRY = /* sql */ `
  UPDATE embedding_queue
     SET next_at = :now, attempts = 0, error_code = NULL, error = NULL, failed_at = NULL
   WHERE owner_id = :owner AND model = :model AND attempts > 0 AND claimed_until <= :now`;

/** What becomes of taken entries that are not embedded. */
export function createLeases({
  db,
  clock,
  queue,
}: EmbeddingParts): Pick<EmbeddingQueue, "extend" | "release" | "fail" | "retry"> {
  const extend = db.prepare(EXTEND);
  const release = db.prepare(RELEASE);
  const fail = db.prepare(FAIL);
  const retry = db.prepare(RETRY);

  return {
    extend: (owner, model, { numbers, until }, leaseMs) =>
      queue.run(() => {
        const next = clock.now() + leaseMs;
        extend.run({ owner, model, until, next, numbers: JSON.stringify(numbers) });
        return next;
      }),

    release: (owner, model, { numbers, until }) =>
      queue.run(() => {
        release.run({ owner, model, until, now: clock.now(), numbers: JSON.stringify(numbers) });
      }),

    fail: (owner, model, { number: n, entry, attempts }, { code, message, nextAt }) =>
      queue.run(() => {
        const row = { owner, model, n, rev: entry.rev, attempts: attempts + 1, code, message };
        fail.run({ ...row, now: clock.now(), nextAt: nextAt ?? null });
      }),

    retry: (owner, model) => queue.run(() => retry.run({ owner, model, now: clock.now() }).changes),
  };
}
