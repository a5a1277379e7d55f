import type { Phrase, QueryPlan, QueryWord } from "./plan.ts";
import type { IndexReader } from "./search-index.ts";
import { isLoneCharacter } from "./unspaced.ts";
import { termsStartingWith, type Vocabulary } from "./vocabulary.ts";

const MOST_TERMS = 100;

/**
 * Lets a single character of a script without spaces stand for all pairs that begin with it: texts of these scripts are
 * kept in pairs, and only the last character of a run has a term of its own.
 */
export async function completeLoneCharacters(
  reader: IndexReader,
  vocabulary: Vocabulary,
  plan: QueryPlan,
): Promise<QueryPlan> {
  const lone = [...new Set(termsOf(plan).filter(isLoneCharacter))];
  if (lone.length === 0) return plan;
  const completed = new Map<string, readonly string[]>();
  for (const term of lone) {
    const pairs = (await termsStartingWith(reader, vocabulary, term)).slice(0, MOST_TERMS);
    completed.set(term, [...new Set([term, ...pairs])]);
  }
  const complete = (terms: readonly string[]) => terms.flatMap((term) => completed.get(term) ?? term);
  const completePhrase = (phrase: Phrase) => phrase.map(complete);
  const completeWord = (word: QueryWord): QueryWord => {
    const terms = completed.get(word.word);
    return terms === undefined ? word : { ...word, terms: terms.map((term) => ({ term, weight: 1 })) };
  };
  return {
    words: plan.words.map(completeWord),
    phrases: plan.phrases.map(completePhrase),
    excludedWords: plan.excludedWords.map(complete),
    excludedPhrases: plan.excludedPhrases.map(completePhrase),
  };
}

function termsOf({ words, phrases, excludedWords, excludedPhrases }: QueryPlan): readonly string[] {
  return [...words.map(({ word }) => word), ...[...phrases, ...excludedPhrases, excludedWords].flat(2)];
}
