import { type CodeSet, createCodeSet } from "../../domain/embeddings/code-set.ts";
import { addUnit } from "../../domain/embeddings/vector-code.ts";
import type { VectorRows, VectorSpace } from "./vector-rows.ts";

/** How many of the owner's vectors say how near a stranger is. */
const STRANGERS = 256;

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
   * of their making, and of a zero.
   */
  stranger(space: VectorSpace): Float64Array;
}

interface Cached {
  readonly codes: CodeSet;
  stranger: Float64Array | undefined;
}

/** Keeps at most `budgetBytes`, and at least the space asked for last; those asked for least lately go first. */
export function createVectorCache(rows: VectorRows, budgetBytes: number): VectorCache {
  /** Least lately used first. */
  const cache = new Map<string, Cached>();

  function current(space: VectorSpace): Cached {
    const key = keyOf(space);
    const cached = cache.get(key) ?? { codes: createCodeSet(space.dimensions), stranger: undefined };
    cache.delete(key);
    const { last } = cached.codes;
    cached.codes.add(rows.codesAfter(space, last));
    if (cached.codes.last !== last) cached.stranger = undefined;
    cache.set(key, cached);
    keepWithinBudget();
    return cached;
  }

  function keepWithinBudget(): void {
    let bytes = 0;
    for (const { codes } of cache.values()) bytes += codes.bytes;
    for (const [key, { codes }] of cache) {
      if (bytes <= budgetBytes || cache.size === 1) return;
      cache.delete(key);
      bytes -= codes.bytes;
    }
  }

  function meanOf(space: VectorSpace, codes: CodeSet): Float64Array {
    const count = Math.min(STRANGERS, codes.size);
    const seqs = Array.from({ length: count }, (_, index) =>
      codes.seqAt(Math.floor((index * codes.size) / count)),
    );
    const sum = new Float64Array(space.dimensions);
    let found = 0;
    for (const { values } of rows.vectors(space, seqs)) {
      found += 1;
      addUnit(sum, values);
    }
    return sum.map((value) => value / (found + 1));
  }

  return {
    codes: (space) => current(space).codes,
    remove(space, gone) {
      const cached = cache.get(keyOf(space));
      if (cached === undefined || gone.size === 0) return;
      cached.codes.remove(gone);
      cached.stranger = undefined;
    },
    forget: (space) => void cache.delete(keyOf(space)),
    stranger(space) {
      const cached = current(space);
      cached.stranger ??= meanOf(space, cached.codes);
      return cached.stranger;
    },
  };
}

function keyOf({ owner, model, dimensions }: VectorSpace): string {
  return `${owner}\n${model}\n${dimensions}`;
}
