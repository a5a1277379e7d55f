import type { OwnerId } from "../../domain/owner.ts";
import type { FoundTerm, StoredPostings, TermLengths } from "../../domain/search/search-index.ts";
import type { Session } from "./session.ts";
import { sql } from "./sql.ts";

/** Entries in all lists of a term that are read before anybody has asked for them. */
const SHORT = 20_000;

/**
 * Every list is one look into the index: term by term, inside of an `OFFSET 0`. With less said, a planner that knows
 * nothing of a table that has just been filled reads whole parts.
 */
const lists = (columns: string) => /* sql */ `
    FROM search_segments s
   CROSS JOIN unnest(:terms::text[]) t (term)
   CROSS JOIN LATERAL (
         SELECT ${columns} FROM search_postings p
          WHERE p.owner_id = :owner AND p.segment = s.segment AND p.term = t.term OFFSET 0) p
   WHERE s.owner_id = :owner AND s.live`;

/** Short lists come along: they are read next. */
const COUNT = sql(/* sql */ `
  SELECT p.term, p.found, CASE WHEN sum(p.found) OVER (PARTITION BY p.term) <= ${SHORT} THEN p.postings END
    ${lists("p.term, p.found, p.postings")} ORDER BY s.high_rev DESC`);

const POSTINGS = sql(/* sql */ `
  SELECT p.term, p.postings ${lists("p.term, p.postings")} ORDER BY s.high_rev DESC`);

const TERMS_FROM = sql(/* sql */ `
  SELECT p.term, p.found
    FROM search_segments s
   CROSS JOIN LATERAL (
         SELECT p.term, p.found
           FROM search_postings p
          WHERE p.owner_id = :owner AND p.segment = s.segment AND p.term >= :low AND p.term < :high
            AND char_length(p.term) BETWEEN :shortest::bigint AND :longest::bigint
          ORDER BY p.term
          LIMIT :limit::bigint) p
   WHERE s.owner_id = :owner AND s.live
   ORDER BY s.segment, p.term
   LIMIT :limit::bigint`);

const ANY_LENGTH: TermLengths = { shortest: 0, longest: Number.MAX_SAFE_INTEGER };
/** Sorts after every character in the order of UTF-8. */
const LAST_CHARACTER = "\u{10ffff}";

/** Reads of the lists of terms, on one snapshot. */
export interface SearchTerms {
  count(terms: readonly string[]): Promise<ReadonlyMap<string, number>>;
  postings(terms: readonly string[]): Promise<ReadonlyMap<string, StoredPostings>>;
  from(prefix: string, limit: number, lengths?: TermLengths): Promise<readonly FoundTerm[]>;
}

export function createSearchTerms(session: Session, owner: OwnerId): SearchTerms {
  /** The snapshot does not change, and the same terms are counted again before their lists are read. */
  const counted = new Map<string, Promise<number>>();
  const short = new Map<string, Uint8Array[]>();

  async function readCounts(terms: readonly string[]): Promise<ReadonlyMap<string, number>> {
    const counts = new Map<string, number>();
    for (const [term, found, list] of await session.rows<CountRow>(COUNT, { owner, terms })) {
      counts.set(term, (counts.get(term) ?? 0) + found);
      if (list !== null) addTo(short, term, list);
    }
    return counts;
  }

  return {
    async count(terms) {
      const unknown = terms.filter((term) => !counted.has(term));
      const reading = unknown.length === 0 ? undefined : readCounts(unknown);
      for (const term of unknown) {
        const count = (reading as ReturnType<typeof readCounts>).then((counts) => counts.get(term) ?? 0);
        counted.set(term, count);
      }
      const counts = await Promise.all(
        terms.map(async (term) => [term, (await counted.get(term)) ?? 0] as const),
      );
      return new Map(counts.filter(([, count]) => count > 0));
    },
    async postings(terms) {
      const found = new Map<string, Uint8Array[]>();
      for (const term of terms) {
        const lists = short.get(term);
        if (lists !== undefined) found.set(term, lists);
      }
      const missing = terms.filter((term) => !found.has(term));
      if (missing.length === 0) return found;
      const rows = await session.rows<readonly [string, Buffer]>(POSTINGS, { owner, terms: missing });
      for (const [term, list] of rows) addTo(found, term, list);
      return found;
    },
    async from(low, limit, { shortest, longest } = ANY_LENGTH) {
      const values = { owner, low, high: low + LAST_CHARACTER, limit, shortest, longest };
      const rows = await session.rows<readonly [string, number]>(TERMS_FROM, values);
      return rows.map(([term, found]) => ({ term, found }));
    },
  };
}

type CountRow = readonly [term: string, found: number, postings: Buffer | null];

function addTo(lists: Map<string, Uint8Array[]>, term: string, list: Uint8Array): void {
  const known = lists.get(term);
  if (known === undefined) lists.set(term, [list]);
  else known.push(list);
}
