import type { CodeSet } from "../../domain/embeddings/code-set.ts";
import { keyOfSpace, type VectorSpace } from "./vector-space.ts";

/** What is kept of a space. */
export interface CachedCodes {
  readonly codes: CodeSet;
  /** See `VectorCache`; found out when it is first asked for. */
  stranger: Float64Array | undefined;
}

/** The codes of the owners who searched lately, in memory. */
export interface CodeCache<Cached extends CachedCodes> {
  /** That of the space, made when there is none; the space is now the one asked for last. */
  touch(space: VectorSpace): Cached;
  /** Makes room after codes have been added. */
  trim(): void;
  /** Takes out rows that were found to be gone. */
  remove(space: VectorSpace, gone: ReadonlySet<number>): void;
  forget(space: VectorSpace): void;
}

/** Keeps at most `budgetBytes`, and at least the space asked for last; those asked for least lately go first. */
export function createCodeCache<Cached extends CachedCodes>(
  budgetBytes: number,
  make: (space: VectorSpace) => Cached,
): CodeCache<Cached> {
  /** Least lately used first. */
  const kept = new Map<string, Cached>();

  return {
    touch(space) {
      const key = keyOfSpace(space);
      const cached = kept.get(key) ?? make(space);
      kept.delete(key);
      kept.set(key, cached);
      return cached;
    },
    trim() {
      let bytes = 0;
      for (const { codes } of kept.values()) bytes += codes.bytes;
      for (const [key, { codes }] of kept) {
        if (bytes <= budgetBytes || kept.size === 1) return;
        kept.delete(key);
        bytes -= codes.bytes;
      }
    },
    remove(space, gone) {
      const cached = kept.get(keyOfSpace(space));
      if (cached === undefined || gone.size === 0) return;
      cached.codes.remove(gone);
      cached.stranger = undefined;
    },
    forget: (space) => void kept.delete(keyOfSpace(space)),
  };
}
