import type { Database } from "better-sqlite3";
import type { CodeRow } from "../../domain/embeddings/code-set.ts";
import { valuesOf } from "../../domain/embeddings/vector-code.ts";
import type { VectorRow, VectorSpace } from "../shared/vector-space.ts";

const CODES = /* sql */ `
  SELECT seq, n, code FROM embeddings INDEXED BY embeddings_newest
   WHERE owner_id = ? AND model = ? AND seq > ? AND dimensions = ?
   ORDER BY seq`;

const VECTORS = /* sql */ `
  SELECT v.seq, v.n, v.vector
    FROM json_each(?) r
   CROSS JOIN embeddings v ON v.seq = r.value
   WHERE v.owner_id = ? AND v.model = ? AND v.dimensions = ?`;

/** Reads of stored vectors. */
export interface VectorRows {
  /** Codes with a greater `seq` than `last`, in its order. */
  codesAfter(space: VectorSpace, last: number): Iterable<CodeRow>;
  /** Those vectors of the space that are still there, in any order. */
  vectors(space: VectorSpace, seqs: readonly number[]): Iterable<VectorRow>;
}

export function createVectorRows(db: Database): VectorRows {
  const codes = db.prepare<unknown[], [number, number, Buffer]>(CODES).raw();
  const vectors = db.prepare<unknown[], [number, number, Buffer]>(VECTORS).raw();
  return {
    *codesAfter({ owner, model, dimensions }, last) {
      for (const [seq, number, code] of codes.iterate(owner, model, last, dimensions)) {
        yield { seq, number, code };
      }
    },
    *vectors({ owner, model, dimensions }, seqs) {
      for (const [seq, number, bytes] of vectors.iterate(JSON.stringify(seqs), owner, model, dimensions)) {
        yield { seq, number, values: valuesOf(bytes) };
      }
    },
  };
}
