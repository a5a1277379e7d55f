import type { RatedWord } from "./collect.ts";
import type { WordMatch } from "./match.ts";

/** What the words of a query say about one entry, by itself. */
export interface WordScore {
  /** Sum over the words, and what their nearness adds. */
  readonly score: number;
  /** Of it, what words that stand near each other add. */
  readonly nearness: number;
  /** What words that are tags of the entry add; not lent to neighbours. */
  readonly tagged: number;
  readonly matches: readonly WordMatch[];
  /** The entry lacks a phrase of the query, or has what the query leaves out. */
  readonly excluded: boolean;
}

/** Share of a word's rating that standing next to the word before it in the query adds. */
const NEARNESS = 0.4;
const NEAR = 6;
/** What a word that is a tag of the entry adds, whatever its rating: someone filed the entry under it. */
const TAG_BONUS = 1.5;

export function scoreWords(words: readonly RatedWord[], matches: readonly WordMatch[]): WordScore {
  let sum = 0;
  let tagged = 0;
  const byWord = new Map<number, WordMatch>();
  for (const match of matches) {
    const word = words[match.word];
    if (word === undefined) continue;
    byWord.set(match.word, match);
    sum += word.rating * match.strength;
    if (match.fields.includes("tags")) tagged += TAG_BONUS * word.weight;
  }
  const nearness = scoreNearness(words, byWord);
  return { score: sum + nearness, nearness, tagged, matches, excluded: false };
}

function scoreNearness(words: readonly RatedWord[], matches: ReadonlyMap<number, WordMatch>): number {
  let sum = 0;
  let before: { readonly word: RatedWord; readonly match: WordMatch | undefined } | undefined;
  for (const [index, word] of words.entries()) {
    if (word.weight < 0.5) continue;
    const match = matches.get(index);
    if (match !== undefined && before?.match !== undefined) {
      const distance = nearest(before.match.positions, match.positions);
      if (distance <= NEAR) sum += (NEARNESS * Math.min(word.rating, before.word.rating)) / distance;
    }
    before = { word, match };
  }
  return sum;
}

/** Least distance between two ascending lists of positions, at least 1. */
function nearest(one: readonly number[], other: readonly number[]): number {
  let least = Number.POSITIVE_INFINITY;
  let [left, right] = [0, 0];
  while (left < one.length && right < other.length) {
    const distance = (other[right] as number) - (one[left] as number);
    least = Math.min(least, Math.max(1, Math.abs(distance)));
    if (distance > 0) left += 1;
    else right += 1;
  }
  return least;
}

/** What an entry would score that holds every word once, in a description of usual length. */
export function idealScore(words: readonly RatedWord[]): number {
  return words.reduce((sum, { rating }) => sum + rating, 0);
}
