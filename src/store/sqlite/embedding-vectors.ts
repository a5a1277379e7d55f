import type { Database } from "better-sqlite3";
import type { Claim, EmbeddingVectors, EntryVectors } from "../../domain/embeddings/embedding-store.ts";
import { encodeVector, type StoredVector } from "../../domain/embeddings/vector-code.ts";
import type { OwnerId } from "../../domain/owner.ts";
import { IS_LIVE } from "../shared/entry-row.ts";
import type { EmbeddingParts } from "./embedding-parts.ts";
import { createEmbeddingStates } from "./embedding-state.ts";

const IS_CURRENT = /* sql */ `
  SELECT 1
    FROM embedding_queue q
   CROSS JOIN entries e ON e.n = q.n
   WHERE q.n = :n AND q.model = :model AND q.owner_id = :owner AND e.owner_id = :owner AND e.rev = :rev AND ${IS_LIVE}`;

const RELEASE = /* sql */ `
  UPDATE embedding_queue SET next_at = :now, claimed_until = 0
   WHERE n = :n AND model = :model AND owner_id = :owner`;

const DONE = /* sql */ `
  DELETE FROM embedding_queue WHERE n = :n AND model = :model AND owner_id = :owner`;

const REMOVE = /* sql */ `
  DELETE FROM embeddings WHERE owner_id = :owner AND model = :model AND n = :n`;

const INSERT = /* sql */ `
  INSERT INTO embeddings (owner_id, model, n, chunk, dimensions, text_hash, code, vector)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?)`;

/** Stores what was made. */
export function createEmbeddingVectors({
  db,
  clock,
  queue,
}: EmbeddingParts): Pick<EmbeddingVectors, "put" | "keep" | "startAnew"> {
  const states = createEmbeddingStates(db);
  const settle = createSettle(db);
  const replace = createReplace(db);

  return {
    put(owner, model, claim, { hash, vectors }) {
      const rows = vectors.map(encodeVector);
      const length = vectors[0]?.length ?? 0;
      return queue.run(() => {
        if (!settle.isCurrent(owner, model, claim, clock.now())) return "changed";
        states.setDimensions(owner, model, length);
        if (states.read(owner, model).dimensions !== length) return "wrong_length";
        const outcome = replace(owner, model, claim.number, { hash, rows, length }) ? "refreshed" : "new";
        settle.done(owner, model, claim);
        return outcome;
      });
    },

    keep: (owner, model, claim) =>
      queue.run(() => {
        const isCurrent = settle.isCurrent(owner, model, claim, clock.now());
        if (isCurrent) settle.done(owner, model, claim);
        return isCurrent;
      }),

    startAnew: (owner, model, dimensions) => queue.run(() => states.startAnew(owner, model, dimensions)),
  };
}

/** True when there were vectors before. */
type Replace = (
  owner: OwnerId,
  model: string,
  n: number,
  made: Pick<EntryVectors, "hash"> & { readonly rows: readonly StoredVector[]; readonly length: number },
) => boolean;

function createReplace(db: Database): Replace {
  const remove = db.prepare(REMOVE);
  const insert = db.prepare<unknown[]>(INSERT);
  return (owner, model, n, { hash, rows, length }) => {
    const { changes } = remove.run({ owner, model, n });
    for (const [chunk, { code, vector }] of rows.entries()) {
      insert.run(owner, model, n, chunk, length, hash, code, vector);
    }
    return changes > 0;
  };
}

function createSettle(db: Database) {
  const isCurrent = db.prepare(IS_CURRENT).pluck();
  const release = db.prepare(RELEASE);
  const done = db.prepare(DONE);
  return {
    /** True when the entry is what was read and still waits; if it only waits, it is due at once. */
    isCurrent(owner: OwnerId, model: string, { number: n, entry }: Claim, now: number): boolean {
      if (isCurrent.get({ owner, model, n, rev: entry.rev, now }) === 1) return true;
      release.run({ owner, model, n, now });
      return false;
    },
    done: (owner: OwnerId, model: string, { number: n }: Claim) => void done.run({ owner, model, n }),
  };
}
