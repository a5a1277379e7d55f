import type { Clock } from "../../domain/clock.ts";
import { codeOf, toUnit } from "../../domain/embeddings/vector-code.ts";
import type { NearestOptions, VectorIndex } from "../../domain/search/vector-index.ts";
import {
  BUDGET_BYTES,
  MOST_RESCORED,
  rescoredOf,
  type Scored,
  scoreRows,
  toNearEntries,
} from "../shared/vector-scores.ts";
import type { VectorSpace } from "../shared/vector-space.ts";
import { LARGE } from "./copy-vectors.ts";
import type { Transactions } from "./transactions.ts";
import { createVectorCache } from "./vector-cache.ts";
import { createVectorGraph } from "./vector-graph.ts";
import { createVectorRows } from "./vector-rows.ts";

export interface VectorIndexOptions {
  readonly transactions: Transactions;
  readonly clock: Clock;
  /** Memory for codes in bytes, 128 MB when left out; those of the owners who searched least lately go first. */
  readonly budgetBytes?: number;
  /** From how many vectors on the index of pgvector is used, if there is one; 20,000 when left out. */
  readonly large?: number;
}

/**
 * All of an owner's vectors are compared by the signs of their values, in memory, and the best then by their stored
 * values. The codes are read when an owner first searches; after that only those that are new. Where pgvector has an index
 * of the vectors of an owner with very many, that is asked instead, unless only certain entries are allowed.
 */
export function createPostgresVectorIndex({
  transactions,
  clock,
  budgetBytes = BUDGET_BYTES,
  large = LARGE,
}: VectorIndexOptions): VectorIndex {
  const rows = createVectorRows(transactions);
  const cache = createVectorCache(rows, budgetBytes);
  const graph = createVectorGraph(transactions, clock, large);

  /** Takes out what is gone; when much of what was looked at is, so is much of the rest. */
  function forgetGone(space: VectorSpace, gone: ReadonlySet<number>, looked: number): void {
    if (gone.size * 2 > looked) cache.forget(space);
    else cache.remove(space, gone);
  }

  async function bestOf(
    space: VectorSpace,
    unit: Float32Array,
    { count, among, allowed = among }: NearestOptions,
  ): Promise<readonly Scored[]> {
    let most: number | undefined;
    for (;;) {
      const codes = await cache.codes(space);
      graph.note(space, codes.size);
      most ??= rescoredOf(codes.size, count);
      const seqs = codes.nearest(codeOf(unit), most, allowed).map((place) => codes.seqAt(place));
      const { entries, gone } = scoreRows(unit, seqs, await rows.vectors(space, seqs));
      forgetGone(space, gone, seqs.length);
      // What is gone, and the chunks of one long entry, may have taken all the places.
      const exhausted = seqs.length < most || (most >= MOST_RESCORED && gone.size === 0);
      if (exhausted || entries.length >= count) return entries.slice(0, count);
      if (gone.size === 0) most = Math.min(MOST_RESCORED, most * 4);
    }
  }

  return {
    async nearest(owner, model, vector, options) {
      const unit = toUnit(vector);
      if (unit === undefined || options.count <= 0) return [];
      const space = { owner, model, dimensions: vector.length };
      const { count, allowed, among } = options;
      const near =
        allowed === undefined && among === undefined ? await graph.nearest(space, unit, count) : undefined;
      if (near !== undefined) return near;
      const found = await bestOf(space, unit, options);
      return found.length === 0 ? [] : toNearEntries(found, unit, await cache.stranger(space, among));
    },
  };
}
