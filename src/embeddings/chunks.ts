import type { ComposedText } from "./compose.ts";
import { bestEnd, firstWord, reach, reachBack, weightOf } from "./text-borders.ts";

/** Grows when the same entry would be composed or cut in another way: all vectors are then made anew. */
export const CHUNKING_VERSION = 1;

/** One chunk with its head, in letters; a letter of a dense script counts three. Small models take about 500 tokens. */
export const CHUNK_WEIGHT = 1_500;

/** What a chunk repeats of the one before, so that no sentence is known by halves only. */
export const OVERLAP_WEIGHT = 200;

/** The most vectors an entry may cost. Longer texts are cut into larger chunks. */
export const MAX_CHUNKS = 2_000;

/** Where a chunk of a text begins and ends. */
export interface Piece {
  readonly start: number;
  readonly end: number;
}

export interface CutLimits {
  readonly weight: number;
  /** At most a third of `weight`. */
  readonly overlap: number;
  readonly pieces: number;
}

/** The texts that are embedded for an entry, each with the head in front, so that each says what it is about. */
export function chunksOf({ head, body }: ComposedText): readonly string[] {
  if (body === "") return [head];
  const weight = CHUNK_WEIGHT - weightOf(head) - 1;
  const pieces = cutText(body, { weight, overlap: OVERLAP_WEIGHT, pieces: MAX_CHUNKS });
  return pieces.map(({ start, end }) => `${head}\n${body.slice(start, end)}`);
}

/**
 * Cuts a text into overlapping pieces without a gap, at borders of paragraphs, lines, sentences or words where there
 * are any, and never inside a surrogate pair.
 */
export function cutText(text: string, limits: CutLimits): readonly Piece[] {
  for (let weight = limits.weight; ; weight *= 2) {
    const pieces = cut(text, weight, limits);
    if (pieces !== undefined) return pieces;
  }
}

/** `undefined` when pieces of this weight are too many. */
function cut(text: string, weight: number, limits: CutLimits): readonly Piece[] | undefined {
  const pieces: Piece[] = [];
  for (let start = 0; start < text.length; ) {
    if (pieces.length === limits.pieces) return undefined;
    const furthest = reach(text, start, weight);
    if (furthest === text.length) {
      pieces.push({ start, end: furthest });
      break;
    }
    // A border in the first part of a piece is no reason to make it tiny.
    const end = bestEnd(text, reach(text, start, weight * 0.6), furthest);
    pieces.push({ start, end });
    start = firstWord(text, reachBack(text, end, limits.overlap), end);
  }
  return pieces;
}
