import type { FoundTerm, IndexReader } from "./search-index.ts";
import type { WaitingDocument } from "./waiting.ts";

/** The terms of entries that are not in the index yet. */
export interface Vocabulary {
  /** Terms that begin with `prefix`, in any order. */
  startingWith(prefix: string): readonly FoundTerm[];
}

const MOST_READ = 200;

/** Collects the terms when first asked: most queries need none of them. */
export function createVocabulary(waiting: readonly WaitingDocument[]): Vocabulary {
  let terms: readonly FoundTerm[] | undefined;
  return {
    startingWith(prefix) {
      terms ??= collectTerms(waiting);
      return terms.filter(({ term }) => term.startsWith(prefix));
    },
  };
}

function collectTerms(waiting: readonly WaitingDocument[]): readonly FoundTerm[] {
  const counts = new Map<string, number>();
  for (const { document } of waiting) {
    for (const term of document.impacts.keys()) counts.set(term, (counts.get(term) ?? 0) + 1);
  }
  return [...counts].map(([term, found]) => ({ term, found }));
}

/** Terms that begin with `prefix`, indexed or waiting, the commonest first, each once. */
export async function termsStartingWith(
  reader: Pick<IndexReader, "termsFrom">,
  vocabulary: Vocabulary,
  prefix: string,
): Promise<readonly string[]> {
  return commonest([...(await reader.termsFrom(prefix, MOST_READ)), ...vocabulary.startingWith(prefix)]);
}

/** Each term once, the commonest first. */
export function commonest(terms: readonly FoundTerm[]): readonly string[] {
  const counts = new Map<string, number>();
  for (const { term, found } of terms) counts.set(term, (counts.get(term) ?? 0) + found);
  return [...counts]
    .toSorted(([a, one], [b, other]) => other - one || (a < b ? -1 : 1))
    .map(([term]) => term);
}
