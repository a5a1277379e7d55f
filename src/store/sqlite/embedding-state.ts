import type { Database } from "better-sqlite3";
import type { OwnerId } from "../../domain/owner.ts";

const READ = /* sql */ `
  SELECT queued_rev AS seen, dimensions FROM embedding_state WHERE owner_id = ? AND model = ?`;

const SET_SEEN = /* sql */ `
  INSERT INTO embedding_state (owner_id, model, queued_rev) VALUES (?, ?, ?)
  ON CONFLICT (owner_id, model) DO UPDATE SET queued_rev = excluded.queued_rev`;

const SET_DIMENSIONS = /* sql */ `
  INSERT INTO embedding_state (owner_id, model, queued_rev, dimensions) VALUES (:owner, :model, 0, :dimensions)
  ON CONFLICT (owner_id, model) DO UPDATE SET dimensions = excluded.dimensions
   WHERE embedding_state.dimensions IS NULL`;

const START_ANEW = /* sql */ `
  UPDATE embedding_state SET queued_rev = 0, dimensions = :dimensions
   WHERE owner_id = :owner AND model = :model AND dimensions IS NOT :dimensions`;

/** How far an owner's entries have been looked at for a model, and how long its vectors are. */
export interface EmbeddingStates {
  /** `seen` is 0 for an owner nobody has looked at; `dimensions` is `null` before the first vector. */
  read(owner: OwnerId, model: string): { readonly seen: number; readonly dimensions: number | null };
  setSeen(owner: OwnerId, model: string, rev: number): void;
  /** Has no effect when the length is known. */
  setDimensions(owner: OwnerId, model: string, dimensions: number): void;
  /** Has no effect when the length is that one already. */
  startAnew(owner: OwnerId, model: string, dimensions: number): void;
}

interface Row {
  readonly seen: number;
  readonly dimensions: number | null;
}

/** Its writes are for use inside a write transaction. */
export function createEmbeddingStates(db: Database): EmbeddingStates {
  const read = db.prepare<[string, string], Row>(READ);
  const setSeen = db.prepare<[string, string, number]>(SET_SEEN);
  const setDimensions = db.prepare(SET_DIMENSIONS);
  const startAnew = db.prepare(START_ANEW);
  return {
    read: (owner, model) => read.get(owner, model) ?? { seen: 0, dimensions: null },
    setSeen: (owner, model, rev) => void setSeen.run(owner, model, rev),
    setDimensions: (owner, model, dimensions) => void setDimensions.run({ owner, model, dimensions }),
    startAnew: (owner, model, dimensions) => void startAnew.run({ owner, model, dimensions }),
  };
}
