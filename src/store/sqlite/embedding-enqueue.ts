import type { Database } from "better-sqlite3";
import type { EmbeddingQueue } from "../../domain/embeddings/embedding-store.ts";
import type { EntryType } from "../../domain/entries/entry.ts";
import { IS_LIVE } from "../shared/entry-row.ts";
import type { EmbeddingParts } from "./embedding-parts.ts";
import { createEmbeddingStates } from "./embedding-state.ts";
import { LIMIT } from "./limit.ts";

const HAS_UNSEEN = /* sql */ `
  SELECT EXISTS (SELECT 1 FROM entries INDEXED BY entries_rev WHERE owner_id = :owner AND rev > :seen)`;

const UNSEEN = /* sql */ `
  SELECT e.n, e.rev, e.type, ${IS_LIVE} AS live
    FROM entries e INDEXED BY entries_rev
   WHERE e.owner_id = :owner AND e.rev > :seen
   ORDER BY e.rev ${LIMIT}`;

/** An entry that is being embedded in its old state keeps its lease: it is found to be changed when that is over. */
const ADD = /* sql */ `
  INSERT INTO embedding_queue (owner_id, model, n, queued_at, attempts, next_at, claimed_until)
  VALUES (:owner, :model, :n, :now, 0, :now, 0)
  ON CONFLICT (n, model) DO UPDATE
     SET queued_at = :now, attempts = 0, error_code = NULL, error = NULL, failed_at = NULL,
         next_at = CASE WHEN embedding_queue.claimed_until > :now THEN embedding_queue.next_at ELSE :now END`;

const REMOVE_VECTORS = /* sql */ `
  DELETE FROM embeddings INDEXED BY embeddings_by_entry WHERE n = ? AND owner_id = ?`;

const REMOVE_QUEUED = /* sql */ `
  DELETE FROM embedding_queue WHERE n = ? AND owner_id = ?`;

interface Row {
  readonly n: number;
  readonly rev: number;
  readonly type: EntryType;
  readonly live: 0 | 1;
}

/** Turns changes into work. */
export function createEnqueue({ db, clock, read, queue }: EmbeddingParts): EmbeddingQueue["enqueue"] {
  const states = createEmbeddingStates(db);
  const hasUnseen = db.prepare<{ owner: string; seen: number }, 0 | 1>(HAS_UNSEEN).pluck();
  const unseen = db.prepare<unknown[], Row>(UNSEEN);
  const add = db.prepare(ADD);
  const remove = createRemove(db);

  return async (owner, { model, types }, limit) => {
    const isDone = () => hasUnseen.get({ owner, seen: states.read(owner, model).seen }) === 0;
    // Most looks find nothing: they shall not take the write lock.
    if (await read(isDone)) return { looked: 0, more: false };
    return queue.run(() => {
      const now = clock.now();
      const rows = unseen.all({ owner, seen: states.read(owner, model).seen, now, limit });
      for (const { n, type, live } of rows) {
        if (live === 1 && types.includes(type)) add.run({ owner, model, n, now });
        else remove(n, owner);
      }
      const last = rows.at(-1);
      if (last !== undefined) states.setSeen(owner, model, last.rev);
      return { looked: rows.length, more: rows.length === limit };
    });
  };
}

/** Whatever the model: an entry in the trash is found by none. */
function createRemove(db: Database): (n: number, owner: string) => void {
  const removeVectors = db.prepare<[number, string]>(REMOVE_VECTORS);
  const removeQueued = db.prepare<[number, string]>(REMOVE_QUEUED);
  return (n, owner) => {
    removeVectors.run(n, owner);
    removeQueued.run(n, owner);
  };
}
