import type { Clock } from "../../domain/clock.ts";
import { AwarenessError } from "../../domain/errors.ts";
import type { OwnerId } from "../../domain/owner.ts";
import type { IndexReader, SearchIndex } from "../../domain/search/search-index.ts";
import { tookTooLong } from "../../domain/search/took-too-long.ts";
import type { EntryQueries } from "./entry-queries.ts";
import { createSearchContext } from "./search-context.ts";
import { createSearchDocuments } from "./search-documents.ts";
import { INDEXED } from "./search-segments.ts";
import { createSearchTerms } from "./search-terms.ts";
import type { Session } from "./session.ts";
import { sql } from "./sql.ts";
import type { Transactions } from "./transactions.ts";

/** No more are counted: the numbers only say whether it is worth while to bring the index up to date. */
const COUNT_WAITING = sql(/* sql */ `
  SELECT count(*)::bigint, coalesce(sum(size), 0)::bigint
    FROM (SELECT octet_length(data) AS size
            FROM entries WHERE owner_id = :owner AND rev > ${INDEXED} ORDER BY rev LIMIT 5000) w`);

const LANGUAGES = sql(/* sql */ `
  SELECT language, entries FROM search_languages WHERE owner_id = :owner AND entries > 0 ORDER BY entries DESC, language`);

const COUNT_WAITING_OF_SOURCES = sql(/* sql */ `
  SELECT count(*)::bigint, coalesce(sum(size), 0)::bigint
    FROM (SELECT octet_length(data) AS size
            FROM entries
           WHERE owner_id = :owner AND rev > ${INDEXED} AND source = ANY(:sources::text[])
           ORDER BY rev LIMIT 5000) w`);

/** Those of the newest thousand of each, since no count of them is kept. */
const LANGUAGES_OF_SOURCES = sql(/* sql */ `
  SELECT d.language, count(*) AS entries
    FROM (SELECT DISTINCT source FROM unnest(:sources::text[]) source) w
   CROSS JOIN LATERAL (
         SELECT e.n FROM entries e
          WHERE e.owner_id = :owner AND e.source = w.source AND e.deleted_at IS NULL
          ORDER BY e.rev DESC LIMIT 1000) e
   CROSS JOIN LATERAL (
         SELECT d.language FROM search_documents d WHERE d.owner_id = :owner AND d.n = e.n OFFSET 0) d
   GROUP BY d.language
   ORDER BY entries DESC, d.language`);

/** A client waits for an answer 5 s at most. */
const SEARCH_MS = 4_500;
/** What ends so near the limit has ended because of it. */
const MARGIN_MS = 500;

export interface SearchIndexOptions {
  readonly transactions: Transactions;
  readonly clock: Clock;
  readonly queries: EntryQueries;
}

/** The search index as the domain reads it: every read on one snapshot and one connection. */
export function createSearchIndex({ transactions, clock, queries }: SearchIndexOptions): SearchIndex {
  function readerOf(session: Session, owner: OwnerId): IndexReader {
    const now = clock.now();
    const terms = createSearchTerms(session, owner);
    const documents = createSearchDocuments(session, owner, now);
    return {
      now,
      total: async () => (await readLanguages(session, owner)).reduce((sum, [, entries]) => sum + entries, 0),
      trashed: documents.trashed,
      count: terms.count,
      postings: terms.postings,
      termsFrom: terms.from,
      documents: documents.rows,
      ids: documents.ids,
      filtered: (filter, limit) => queries.newestNumbers(session, owner, filter, limit),
      entries: documents.entries,
      ...createSearchContext(session, owner, now),
    };
  }

  return {
    overview: (owner, most, sources) =>
      limited(() =>
        transactions.read(owner, async (session) => {
          const documents = createSearchDocuments(session, owner, clock.now());
          const [[counted], languages, unindexed] = await Promise.all([
            sources === undefined
              ? session.rows<readonly [number, number]>(COUNT_WAITING, { owner })
              : session.rows<readonly [number, number]>(COUNT_WAITING_OF_SOURCES, { owner, sources }),
            readLanguages(session, owner, sources),
            documents.waiting(most, sources),
          ]);
          const [waiting, waitingData] = counted ?? [0, 0];
          return { languages: languages.map(([language]) => language), waiting, waitingData, unindexed };
        }),
      ),
    read: (owner, work) =>
      limited(() =>
        transactions.read(owner, (session) => work(readerOf(session, owner)), { timeoutMs: SEARCH_MS }),
      ),
  };
}

function readLanguages(session: Session, owner: OwnerId, sources?: readonly string[]) {
  type Row = readonly [language: string, entries: number];
  return sources === undefined
    ? session.rows<Row>(LANGUAGES, { owner })
    : session.rows<Row>(LANGUAGES_OF_SOURCES, { owner, sources });
}

/** Says what to do about a search that took too long, and not that the database is to blame. */
async function limited<T>(work: () => Promise<T>): Promise<T> {
  const startedAt = performance.now();
  try {
    return await work();
  } catch (error) {
    const isLate = performance.now() - startedAt > SEARCH_MS - MARGIN_MS;
    if (isLate && error instanceof AwarenessError && error.code === "unavailable")
      throw tookTooLong(SEARCH_MS, error);
    throw error;
  }
}
