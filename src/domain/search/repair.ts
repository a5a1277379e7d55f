import { distanceFrom } from "./alignment-distance.ts";
import type { QueryWord } from "./plan.ts";
import type { FoundTerm, IndexReader } from "./search-index.ts";
import { isUnspaced } from "./unspaced.ts";
import { commonest, termsStartingWith, type Vocabulary } from "./vocabulary.ts";

/** A word that no entry holds, and what is looked for in its place. */
export interface Repair {
  readonly word: string;
  readonly terms: readonly string[];
}

const SHORTEST_PREFIX = 3;
const SHORTEST_REPAIR = 4;
/** From this length on two mistakes are forgiven. */
const LONG = 8;
const LETTERS = /^\p{L}[\p{L}\p{M}]*$/u;
const MOST_SCANNED = 50_000;
const MOST_TERMS = 8;
const COMPLETED_WEIGHT = 0.6;
const REPAIRED_WEIGHT = 0.8;

/**
 * What stands for a word that no entry holds: terms that begin with it, else the nearest terms of the owner's own
 * vocabulary (optimal string alignment distance: a letter wrong, missing, added, or two swapped).
 */
export async function repairWord(
  reader: IndexReader,
  vocabulary: Vocabulary,
  word: QueryWord,
): Promise<QueryWord | undefined> {
  const length = [...word.word].length;
  if (length < SHORTEST_PREFIX || isUnspaced(word.word)) return undefined;
  const completed = (await termsStartingWith(reader, vocabulary, word.word)).slice(0, MOST_TERMS);
  if (completed.length > 0) return instead(word, completed, COMPLETED_WEIGHT);
  if (length < SHORTEST_REPAIR || !LETTERS.test(word.word)) return undefined;
  const nearest = await nearestTerms(reader, vocabulary, word.word, length >= LONG ? 2 : 1);
  return nearest.length === 0 ? undefined : instead(word, nearest, REPAIRED_WEIGHT);
}

function instead(word: QueryWord, terms: readonly string[], weight: number): QueryWord {
  return { ...word, terms: terms.map((term) => ({ term, weight })) };
}

/** Looks among terms that begin as the word does first: those are few, and most mistakes come later in a word. */
async function nearestTerms(
  reader: IndexReader,
  vocabulary: Vocabulary,
  word: string,
  most: number,
): Promise<readonly string[]> {
  const lengths = { shortest: word.length - most, longest: word.length + most };
  const distanceTo = distanceFrom(word);
  const isNear = (term: string) => distanceTo(term, most) <= most;
  for (const prefixes of likelyBeginnings(word)) {
    const nearest = createNearest(word, most);
    for (const prefix of prefixes) {
      for (const found of await reader.termsFrom(prefix, MOST_SCANNED, lengths, isNear)) nearest.add(found);
      for (const found of vocabulary.startingWith(prefix)) nearest.add(found);
    }
    if (nearest.terms.length > 0) return commonest(nearest.terms).slice(0, MOST_TERMS);
  }
  return [];
}

/** Keeps the terms that are nearest to a word, and at most `most` away. */
function createNearest(word: string, most: number) {
  const distanceTo = distanceFrom(word);
  const terms: FoundTerm[] = [];
  let least = most;
  return {
    terms,
    add(found: FoundTerm): void {
      const distance = distanceTo(found.term, least);
      if (distance > least) return;
      if (distance < least) terms.length = 0;
      least = distance;
      terms.push(found);
    },
  };
}

/** Beginnings of the words that may be meant: as it is, then more and more loosely. */
function likelyBeginnings(word: string): readonly (readonly string[])[] {
  const [first = "", second = "", third = ""] = [...word];
  return [[first + second + third], [first + second], [...new Set([second + first, second + third, first])]];
}
