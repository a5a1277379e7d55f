import type { Entry } from "../entries/entry.ts";
import { toDocument } from "./document.ts";
import { foldText, type Match, type QueryWord } from "./words.ts";

/** What a word is worth by where it is found. */
const FIELD_WEIGHTS = { description: 1, tags: 0.8, content: 0.6, source: 0.4 } as const;
const MATCH_WEIGHTS: Readonly<Record<Match, number>> = { word: 1, prefix: 0.75, none: 0 };

/** How well an entry answers a query, 0..1: the mean of what its words are worth, each in its best place. */
export function similarityOf(entry: Entry, query: readonly QueryWord[]): number {
  if (query.length === 0) return 0;
  const document = toDocument(entry);
  const best = query.map(() => 0);
  for (const [field, weight] of Object.entries(FIELD_WEIGHTS)) {
    if (best.every((score) => score >= weight)) break;
    const text = foldText(document[field as keyof typeof FIELD_WEIGHTS]);
    for (const [index, word] of query.entries()) {
      best[index] = Math.max(best[index] ?? 0, weight * MATCH_WEIGHTS[word.matchIn(text)]);
    }
  }
  return best.reduce((sum, score) => sum + score, 0) / query.length;
}
