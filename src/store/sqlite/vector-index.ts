import type { Database } from "better-sqlite3";
import { codeOf, cosineOf, toUnit } from "../../domain/embeddings/vector-code.ts";
import type { NearEntry, NearestOptions, VectorIndex } from "../../domain/search/vector-index.ts";
import type { Reader } from "./read.ts";
import { createVectorCache } from "./vector-cache.ts";
import { createVectorRows, type VectorSpace } from "./vector-rows.ts";

const MEBIBYTE = 1024 * 1024;
/** The codes of about two million vectors of 384 dimensions. */
const BUDGET_BYTES = 128 * MEBIBYTE;

/** How many of the codes are looked at again with their vectors. */
const FEWEST_RESCORED = 200;
const RESCORED_SHARE = 0.01;
const MOST_RESCORED = 8_000;

export interface VectorIndexOptions {
  /** Memory for codes in bytes, 128 MB when left out; those of the owners who searched least lately go first. */
  readonly budgetBytes?: number;
}

interface Scored {
  readonly number: number;
  readonly cosine: number;
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
    const gone = new Set(seqs);
    const scored: Scored[] = [];
    for (const { seq, number, values } of rows.vectors(space, seqs)) {
      gone.delete(seq);
      scored.push({ number, cosine: cosineOf(unit, values) });
    }
    forgetGone(space, gone, seqs.length);
    return { entries: bestChunks(scored), looked: seqs.length, gone: gone.size };
  }

  function bestOf(space: VectorSpace, unit: Float32Array, { count, allowed }: NearestOptions) {
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
        if (found.length === 0) return [];
        const stranger = cache.stranger(space);
        const typical = unit.reduce((sum, value, at) => sum + value * (stranger[at] as number), 0);
        return found.map((scored) => toNear(scored, typical));
      }),
  };
}

function rescoredOf(size: number, count: number): number {
  const share = Math.ceil(size * RESCORED_SHARE);
  return Math.min(MOST_RESCORED, Math.max(FEWEST_RESCORED, share, count * 2));
}

/** Each entry once, by the nearest of its chunks, nearest first, the newer first among equals. */
function bestChunks(scored: readonly Scored[]): readonly Scored[] {
  const best = new Map<number, number>();
  for (const { number, cosine } of scored) {
    if (cosine > (best.get(number) ?? -2)) best.set(number, cosine);
  }
  return [...best]
    .map(([number, cosine]) => ({ number, cosine }))
    .sort((one, other) => other.cosine - one.cosine || other.number - one.number);
}

function toNear({ number, cosine }: Scored, typical: number): NearEntry {
  const similarity = Math.max(0, Math.min(1, (cosine - typical) / (1 - typical)));
  return { number, cosine, similarity };
}
