import { type CodeSet, createCodeSet } from "../../domain/embeddings/code-set.ts";
import { type CachedCodes, createCodeCache } from "../shared/code-cache.ts";
import { sampleOf, strangerOf } from "../shared/vector-scores.ts";
import type { VectorSpace } from "../shared/vector-space.ts";
import type { VectorRows } from "./vector-rows.ts";

/**
 * The codes of the owners who searched lately, in memory. What it answers is current when it is answered; a search that
 * goes on with it must look at the database anew, not in a snapshot from before: rows would seem to be gone that are not
 * there yet.
 */
export interface VectorCache {
  /** All codes of the space, as the database has them now but for rows that have been removed meanwhile. */
  codes(space: VectorSpace): Promise<CodeSet>;
  /** Takes out rows that were found to be gone. */
  remove(space: VectorSpace, gone: ReadonlySet<number>): void;
  /** Everything is read anew when it is next asked for. */
  forget(space: VectorSpace): void;
  /**
   * A vector whose cosine with a unit vector is the mean of the cosines of up to 256 vectors, evenly spaced in the order
   * of their making, and of a zero; with `among`, of vectors of these entries alone.
   */
  stranger(space: VectorSpace, among?: ReadonlySet<number>): Promise<Float64Array>;
}

interface Loaded extends CachedCodes {
  /** The first read of all codes, which searches that come meanwhile wait for. */
  loading: Promise<void> | undefined;
}

/** Keeps at most `budgetBytes`, and at least the space asked for last; those asked for least lately go first. */
export function createVectorCache(rows: VectorRows, budgetBytes: number): VectorCache {
  const cache = createCodeCache<Loaded>(budgetBytes, ({ dimensions }) => ({
    codes: createCodeSet(dimensions),
    stranger: undefined,
    loading: undefined,
  }));

  /** Several searches may read the same rows at once, which then are added once. */
  async function readNew(space: VectorSpace, cached: Loaded): Promise<void> {
    const { codes } = cached;
    const found = await rows.codesAfter(space, codes.last);
    const { last } = codes;
    if (found.count > 0) codes.add(found.after(last));
    if (codes.last !== last) cached.stranger = undefined;
    cache.trim();
  }

  /** Answers whether this call has read everything. */
  async function load(space: VectorSpace, cached: Loaded): Promise<boolean> {
    const isFirst = cached.loading === undefined;
    cached.loading ??= readNew(space, cached);
    try {
      await cached.loading;
    } catch (error) {
      cached.loading = undefined;
      throw error;
    }
    return isFirst;
  }

  return {
    async codes(space) {
      const cached = cache.touch(space);
      if (!(await load(space, cached))) await readNew(space, cached);
      return cached.codes;
    },
    remove: (space, gone) => cache.remove(space, gone),
    forget: (space) => cache.forget(space),
    async stranger(space, among) {
      const cached = cache.touch(space);
      await load(space, cached);
      const { codes } = cached;
      if (among !== undefined) {
        return strangerOf(await rows.vectors(space, sampleOf(codes, among)), space.dimensions);
      }
      if (cached.stranger !== undefined) return cached.stranger;
      const { last, size } = codes;
      const found = strangerOf(await rows.vectors(space, sampleOf(codes)), space.dimensions);
      if (codes.last === last && codes.size === size) cached.stranger = found;
      return found;
    },
  };
}
