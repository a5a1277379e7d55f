import type { Database } from "better-sqlite3";
import type { OwnerId } from "../../domain/owner.ts";
import type { FoundTerm, StoredPostings, TermLengths } from "../../domain/search/search-index.ts";
import { LIMIT } from "./limit.ts";

const LISTS_OF = /* sql */ `
    FROM search_segments s
   CROSS JOIN json_each(:terms) t
   CROSS JOIN search_postings p INDEXED BY search_postings_term
      ON p.owner_id = :owner AND p.segment = s.segment AND p.term = t.value
   WHERE s.owner_id = :owner AND s.live = 1`;

const COUNT = /* sql */ `
  SELECT p.term, p.found ${LISTS_OF}`;

const POSTINGS = /* sql */ `
  SELECT p.term, p.postings ${LISTS_OF} ORDER BY s.high_rev DESC`;

const TERMS_FROM = /* sql */ `
  SELECT p.term, p.found
    FROM search_segments s
   CROSS JOIN search_postings p INDEXED BY search_postings_term
      ON p.owner_id = :owner AND p.segment = s.segment AND p.term >= :low AND p.term < :high
   WHERE s.owner_id = :owner AND s.live = 1 AND length(p.term) BETWEEN :shortest AND :longest
   ORDER BY s.segment, p.term ${LIMIT}`;

const ANY_LENGTH: TermLengths = { shortest: 0, longest: Number.MAX_SAFE_INTEGER };
/** Sorts after every character in the order of UTF-8. */
const LAST_CHARACTER = "\u{10ffff}";

/** Reads of the lists of terms. */
export interface SearchTerms {
  count(owner: OwnerId, terms: readonly string[]): ReadonlyMap<string, number>;
  postings(owner: OwnerId, terms: readonly string[]): ReadonlyMap<string, StoredPostings>;
  from(owner: OwnerId, prefix: string, limit: number, lengths?: TermLengths): readonly FoundTerm[];
}

export function createSearchTerms(db: Database): SearchTerms {
  type Wanted = { readonly owner: string; readonly terms: string };
  const count = db.prepare<Wanted, FoundTerm>(COUNT);
  const postings = db.prepare<Wanted, { readonly term: string; readonly postings: Buffer }>(POSTINGS);
  const termsFrom = db.prepare<unknown[], FoundTerm>(TERMS_FROM);

  return {
    count(owner, terms) {
      const counts = new Map<string, number>();
      for (const { term, found } of count.all({ owner, terms: JSON.stringify(terms) })) {
        counts.set(term, (counts.get(term) ?? 0) + found);
      }
      return counts;
    },
    postings(owner, terms) {
      const lists = new Map<string, Buffer[]>();
      for (const row of postings.all({ owner, terms: JSON.stringify(terms) })) {
        const known = lists.get(row.term);
        if (known === undefined) lists.set(row.term, [row.postings]);
        else known.push(row.postings);
      }
      return lists;
    },
    from: (owner, low, limit, { shortest, longest } = ANY_LENGTH) =>
      termsFrom.all({ owner, low, high: low + LAST_CHARACTER, limit, shortest, longest }),
  };
}
