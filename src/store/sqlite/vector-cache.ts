import { type CodeSet, createCodeSet } from "../../domain/embeddings/code-set.ts";
import { type CachedCodes, createCodeCache } from "../shared/code-cache.ts";
import { sampleOf, strangerOf } from "../shared/vector-scores.ts";
import type { VectorSpace } from "../shared/vector-space.ts";
import type { VectorRows } from "./vector-rows.ts";

/** The codes of the owners who searched lately, in memory. */
export interface VectorCache {
  /** All codes of the space, as the database has them now but for rows that have been removed meanwhile. */
  codes(space: VectorSpace): CodeSet;
  /** Takes out rows that were found to be gone. */
  remove(space: VectorSpace, gone: ReadonlySet<number>): void;
  /** Everything is read anew when it is next asked for. */
  forget(space: VectorSpace): void;
  /**
   * A vector whose cosine with a unit vector is the mean of the cosines of up to 256 vectors, evenly spaced in the order
   * of their making, and of a zero; with `among`, of vectors of these entries alone.
   */
  stranger(space: VectorSpace, among?: ReadonlySet<number>): Float64Array;
}

/** Keeps at most `budgetBytes`, and at least the space asked for last; those asked for least lately go first. */
export function createVectorCache(rows: VectorRows, budgetBytes: number): VectorCache {
  const cache = createCodeCache<CachedCodes>(budgetBytes, ({ dimensions }) => ({
    codes: createCodeSet(dimensions),
    stranger: undefined,
  }));

  function current(space: VectorSpace): CachedCodes {
    const cached = cache.touch(space);
    const { last } = cached.codes;
    cached.codes.add(rows.codesAfter(space, last));
    if (cached.codes.last !== last) cached.stranger = undefined;
    cache.trim();
    return cached;
  }

  return {
    codes: (space) => current(space).codes,
    remove: (space, gone) => cache.remove(space, gone),
    forget: (space) => cache.forget(space),
    stranger(space, among) {
      const cached = current(space);
      if (among !== undefined) {
        return strangerOf(rows.vectors(space, sampleOf(cached.codes, among)), space.dimensions);
      }
      cached.stranger ??= strangerOf(rows.vectors(space, sampleOf(cached.codes)), space.dimensions);
      return cached.stranger;
    },
  };
}
