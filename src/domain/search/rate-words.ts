import type { RatedWord } from "./collect.ts";
import { OWN_TERM_WEIGHT, type QueryWord } from "./plan.ts";
import { repairWord } from "./repair.ts";
import type { IndexReader } from "./search-index.ts";
import type { Vocabulary } from "./vocabulary.ts";
import type { WaitingDocument } from "./waiting.ts";
import { inverseFrequency } from "./weights.ts";

export interface RatedWords {
  readonly words: readonly RatedWord[];
  /** Words that are looked for as others. */
  readonly repaired: readonly QueryWord[];
}

/** Gives every word its rating; words that nothing holds are repaired where they can be. */
export async function rateWords(
  reader: IndexReader,
  words: readonly QueryWord[],
  waiting: readonly WaitingDocument[],
  vocabulary: Vocabulary,
): Promise<RatedWords> {
  const [indexed, counts] = await Promise.all([reader.total(), countTerms(reader, words, waiting)]);
  const total = indexed + waiting.length;
  const rated: RatedWord[] = [];
  const repaired: QueryWord[] = [];
  for (const word of words) {
    let [current, found] = [word, commonest(word, counts, OWN_TERM_WEIGHT)];
    const repair = found > 0 ? undefined : await repairWord(reader, vocabulary, word);
    if (repair !== undefined) {
      repaired.push(repair);
      current = { ...repair, terms: [...repair.terms, ...word.terms] };
      found = commonest(repair, await countTerms(reader, [repair], waiting), 0);
    }
    // Where nothing else holds it, a word of another language with the same stem will do.
    if (found === 0) found = commonest(word, counts, 0);
    rated.push({ ...current, found, rating: current.weight * inverseFrequency(found, total) });
  }
  return { words: rated, repaired };
}

/** How many entries hold each term, indexed and waiting ones alike, so that being indexed changes no ranking. */
async function countTerms(
  reader: IndexReader,
  words: readonly QueryWord[],
  waiting: readonly WaitingDocument[],
): Promise<ReadonlyMap<string, number>> {
  const terms = [...new Set(words.flatMap((word) => word.terms.map(({ term }) => term)))];
  const stored = await reader.count(terms);
  return new Map(
    terms.map((term) => {
      const fresh = waiting.filter(({ document }) => document.impacts.has(term));
      return [term, (stored.get(term) ?? 0) + fresh.length];
    }),
  );
}

/** A stem has every entry of its words, so the commonest term comes near the number of them all. */
function commonest(word: QueryWord, counts: ReadonlyMap<string, number>, atLeast: number): number {
  const terms = word.terms.filter(({ weight }) => weight >= atLeast);
  return Math.max(0, ...terms.map(({ term }) => counts.get(term) ?? 0));
}
