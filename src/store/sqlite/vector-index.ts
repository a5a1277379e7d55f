import type { Database } from "better-sqlite3";
import { codeOf, toUnit } from "../../domain/embeddings/vector-code.ts";
import type { NearestOptions, VectorIndex } from "../../domain/search/vector-index.ts";
import {
  BUDGET_BYTES,
  MOST_RESCORED,
  rescoredOf,
  scoreRows,
  toNearEntries,
} from "../shared/vector-scores.ts";
import type { VectorSpace } from "../shared/vector-space.ts";
import type { Reader } from "./read.ts";
import { createVectorCache } from "./vector-cache.ts";
import { createVectorRows } from "./vector-rows.ts";

export interface VectorIndexOptions {
  /** Memory for codes in bytes, 128 MB when left out; those of the owners who searched least lately go first. */
  readonly budgetBytes?: number;
}

/**
 * All of an owner's vectors are compared by the signs of their values, in memory, and the best then by their stored
 * values. The codes are read when an owner first searches; after that only those that are new. An index belongs to one
 * thread; any connection will do, one that only reads too.
 */
export function createSqliteVectorIndex(
  db: Database,
  read: Reader,
  { budgetBytes = BUDGET_BYTES }: VectorIndexOptions = {},
): VectorIndex {
  const rows = createVectorRows(db);
  const cache = createVectorCache(rows, budgetBytes);

  /** Takes out what is gone; when much of what was looked at is, so is much of the rest. */
  function forgetGone(space: VectorSpace, gone: ReadonlySet<number>, looked: number): void {
    if (gone.size * 2 > looked) cache.forget(space);
    else cache.remove(space, gone);
  }

  /** The entries of the `most` nearest codes, how many codes there were, and how many of those are gone. */
  function look(space: VectorSpace, unit: Float32Array, most: number, allowed: NearestOptions["allowed"]) {
    const codes = cache.codes(space);
    const seqs = codes.nearest(codeOf(unit), most, allowed).map((place) => codes.seqAt(place));
    const { entries, gone } = scoreRows(unit, seqs, rows.vectors(space, seqs));
    forgetGone(space, gone, seqs.length);
    return { entries, looked: seqs.length, gone: gone.size };
  }

  function bestOf(space: VectorSpace, unit: Float32Array, { count, among, allowed = among }: NearestOptions) {
    let most = rescoredOf(cache.codes(space).size, count);
    for (;;) {
      const { entries, looked, gone } = look(space, unit, most, allowed);
      // What is gone, and the chunks of one long entry, may have taken all the places.
      const exhausted = looked < most || (most >= MOST_RESCORED && gone === 0);
      if (exhausted || entries.length >= count) return entries.slice(0, count);
      if (gone === 0) most = Math.min(MOST_RESCORED, most * 4);
    }
  }

  return {
    nearest: (owner, model, vector, options) =>
      read(() => {
        const unit = toUnit(vector);
        if (unit === undefined || options.count <= 0) return [];
        const space = { owner, model, dimensions: vector.length };
        const found = bestOf(space, unit, options);
        return found.length === 0 ? [] : toNearEntries(found, unit, cache.stranger(space, options.among));
      }),
  };
}
