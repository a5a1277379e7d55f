import type { EntryFilter } from "../entries/entry-store.ts";
import { decodePostings } from "./posting-list.ts";
import type { Around, FoundTerm, IndexReader } from "./search-index.ts";
import type { WaitingDocument } from "./waiting.ts";

/** What there is for a search that sees some sources only. */
export interface SearchScope {
  readonly sources: readonly string[];
  /** Entries of these sources that are not in the index yet. */
  readonly waiting: readonly WaitingDocument[];
}

/** A reader that knows all numbers that there are for it. */
export type ScopedReader = IndexReader & { readonly seen: ReadonlySet<number> };

/** Terms of others must not crowd out those in sight. */
const MOST_TERMS = 50_000;
/** Postings are read for so many terms at once. */
const TERMS_AT_ONCE = 500;
/** Relatives out of sight must not take the places of those in sight. */
const RELATIVES_PER_WANTED = 40;

/**
 * An owner's index as if it held some sources and nothing else: entries, and the statistics that ranks and scores are made
 * of. So an answer says nothing of the rest, not by its order and not by what a misspelt word is taken for either. All
 * numbers of the sources are looked up first, one step of an index each.
 */
export async function scopedReader(
  reader: IndexReader,
  { sources, waiting }: SearchScope,
): Promise<ScopedReader> {
  const within = (filter: EntryFilter): EntryFilter => narrowTo(sources, filter);
  const seen = new Set(await reader.filtered(within({}), Number.MAX_SAFE_INTEGER));
  const unindexed = new Set(waiting.map(({ row }) => row.number));
  const isIndexed = (number: number) => seen.has(number) && !unindexed.has(number);
  const inSight = (numbers: readonly number[]) => numbers.filter((number) => seen.has(number));

  async function count(terms: readonly string[]): Promise<ReadonlyMap<string, number>> {
    const counts = new Map<string, number>();
    for (let start = 0; start < terms.length; start += TERMS_AT_ONCE) {
      const some = terms.slice(start, start + TERMS_AT_ONCE);
      const lists = await reader.postings(some);
      for (const term of some) {
        const parts = lists.get(term) ?? [];
        const held = countHeld(parts, isIndexed);
        if (held > 0) counts.set(term, held);
      }
    }
    return counts;
  }

  return {
    now: reader.now,
    seen,
    overview: (most) => reader.overview(most, sources),
    total: async () => [...seen].filter(isIndexed).length,
    trashed: (limit) => reader.trashed(limit),
    count,
    // Whoever merges the lists keeps to what is seen.
    postings: (terms) => reader.postings(terms),
    async termsFrom(prefix, limit, lengths, isWanted = () => true) {
      const stored = await reader.termsFrom(prefix, Math.max(limit, MOST_TERMS), lengths);
      const terms = new Set(stored.map(({ term }) => term).filter(isWanted));
      const counts = await count([...terms].sort());
      return [...counts].slice(0, limit).map(([term, held]): FoundTerm => ({ term, found: held }));
    },
    documents: (numbers) => reader.documents(inSight(numbers)),
    async around(rows, wanted) {
      const found = await reader.around(rows, wanted);
      return found.map(({ before, after }): Around => ({ before: inSight(before), after: inSight(after) }));
    },
    logicalKeys: (numbers) => reader.logicalKeys(inSight(numbers)),
    async families(wanted, limit) {
      return (await reader.families(wanted, limit)).map(inSight);
    },
    async related(numbers, limit) {
      const found = await reader.related(numbers, limit * RELATIVES_PER_WANTED);
      return found.map((relatives) => inSight(relatives).slice(0, limit));
    },
    filtered: (filter, limit) => reader.filtered(within(filter), limit),
    ids: (numbers) => reader.ids(inSight(numbers)),
    entries: (numbers) => reader.entries(inSight(numbers)),
  };
}

/** An entry that was indexed again may be in several parts. */
function countHeld(parts: readonly Uint8Array[], isMeant: (number: number) => boolean): number {
  const held = parts.map((part) => decodePostings(part).numbers.filter(isMeant));
  return held.length > 1 ? new Set(held.flatMap((numbers) => [...numbers])).size : (held[0]?.length ?? 0);
}

function narrowTo(sources: readonly string[], filter: EntryFilter): EntryFilter {
  return { ...filter, sources };
}
