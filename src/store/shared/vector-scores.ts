import type { CodeSet } from "../../domain/embeddings/code-set.ts";
import { addUnit, cosineOf } from "../../domain/embeddings/vector-code.ts";
import type { NearEntry } from "../../domain/search/vector-index.ts";
import type { VectorRow } from "./vector-space.ts";

const MEBIBYTE = 1024 * 1024;
/** Memory for codes, in bytes: those of about two million vectors of 384 dimensions. */
export const BUDGET_BYTES = 128 * MEBIBYTE;

/** How many of the codes are looked at again with their vectors. */
const FEWEST_RESCORED = 200;
const RESCORED_SHARE = 0.01;
export const MOST_RESCORED = 8_000;

/** How many of the owner's vectors say how near a stranger is. */
export const STRANGERS = 256;

export interface Scored {
  /** Of the entry. */
  readonly number: number;
  readonly cosine: number;
}

/** Of `size` vectors, for `count` entries. */
export function rescoredOf(size: number, count: number): number {
  const share = Math.ceil(size * RESCORED_SHARE);
  return Math.min(MOST_RESCORED, Math.max(FEWEST_RESCORED, share, count * 2));
}

/** Compares vectors with one of length 1. `gone` are those of `seqs` that were not among them. */
export function scoreRows(
  unit: Float32Array,
  seqs: readonly number[],
  rows: Iterable<VectorRow>,
): { readonly entries: readonly Scored[]; readonly gone: ReadonlySet<number> } {
  const gone = new Set(seqs);
  const scored: Scored[] = [];
  for (const { seq, number, values } of rows) {
    gone.delete(seq);
    scored.push({ number, cosine: cosineOf(unit, values) });
  }
  return { entries: bestChunks(scored), gone };
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

/** The rows that say how near a stranger is, by `seq`; with `among`, a stranger of these entries. */
export function sampleOf(codes: CodeSet, among?: ReadonlySet<number>): readonly number[] {
  const places = among === undefined ? undefined : placesAmong(codes, among);
  const size = places?.length ?? codes.size;
  const count = Math.min(STRANGERS, size);
  return Array.from({ length: count }, (_, index) => {
    const at = Math.floor((index * size) / count);
    return codes.seqAt(places?.[at] ?? at);
  });
}

function placesAmong(codes: CodeSet, among: ReadonlySet<number>): readonly number[] {
  const places: number[] = [];
  for (let place = 0; place < codes.size; place += 1) {
    if (among.has(codes.numberAt(place))) places.push(place);
  }
  return places;
}

/** A vector whose cosine with a unit vector is the mean of the cosines of the rows and of a zero. */
export function strangerOf(rows: Iterable<VectorRow>, dimensions: number): Float64Array {
  const sum = new Float64Array(dimensions);
  let found = 0;
  for (const { values } of rows) {
    found += 1;
    addUnit(sum, values);
  }
  return sum.map((value) => value / (found + 1));
}

/** Adds the similarity, which is measured from the stranger. */
export function toNearEntries(
  found: readonly Scored[],
  unit: Float32Array,
  stranger: Float64Array,
): readonly NearEntry[] {
  const typical = unit.reduce((sum, value, at) => sum + value * (stranger[at] as number), 0);
  return found.map(({ number, cosine }) => {
    const similarity = Math.max(0, Math.min(1, (cosine - typical) / (1 - typical)));
    return { number, cosine, similarity };
  });
}
