import { stemmer } from "@orama/stemmers/english";
import { FUNCTION_WORDS } from "../../src/text/function-words.ts";
import type { Conversation } from "./conversations.ts";

const K1 = 1.2;
const B = 0.75;
const WORD = /[\p{L}\p{N}\p{M}_]+/gu;
const STOP_WORDS = new Set(FUNCTION_WORDS.en?.split(" "));

const termsOf = (text: string) =>
  (text.normalize("NFKC").toLowerCase().match(WORD) ?? [])
    .filter((word) => !STOP_WORDS.has(word))
    .map(stemmer);

/** Plain BM25 (Robertson 1994) over stemmed words without stop words, one document a turn: what any search should beat. */
export function createBaseline({ turns }: Conversation): (question: string) => readonly string[] {
  const documents = turns.map(({ id, speaker, text }) => ({ id, terms: termsOf(`${speaker}: ${text}`) }));
  const average = documents.reduce((sum, { terms }) => sum + terms.length, 0) / documents.length;
  const counts = documents.map(({ terms }) => {
    const count = new Map<string, number>();
    for (const term of terms) count.set(term, (count.get(term) ?? 0) + 1);
    return count;
  });
  const holding = new Map<string, number>();
  for (const count of counts)
    for (const term of count.keys()) holding.set(term, (holding.get(term) ?? 0) + 1);

  function score(index: number, query: ReadonlySet<string>): number {
    let sum = 0;
    const length = documents[index]?.terms.length ?? 0;
    for (const term of query) {
      const found = counts[index]?.get(term) ?? 0;
      const rare = holding.get(term) ?? 0;
      const idf = Math.log(1 + (documents.length - rare + 0.5) / (rare + 0.5));
      sum += (idf * found * (K1 + 1)) / (found + K1 * (1 - B + (B * length) / average));
    }
    return sum;
  }

  return (question) => {
    const query = new Set(termsOf(question));
    return documents
      .map(({ id }, index) => ({ id, score: score(index, query) }))
      .filter((found) => found.score > 0)
      .toSorted((one, other) => other.score - one.score)
      .map(({ id }) => id);
  };
}
