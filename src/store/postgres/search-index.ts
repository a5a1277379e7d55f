import type { Clock } from "../../domain/clock.ts";
import { AwarenessError } from "../../domain/errors.ts";
import type { OwnerId } from "../../domain/owner.ts";
import type { IndexReader, SearchIndex } from "../../domain/search/search-index.ts";
import { tookTooLong } from "../../domain/search/took-too-long.ts";
import type { EntryQueries } from "./entry-queries.ts";
import { createAround } from "./search-around.ts";
import { createSearchContext } from "./search-context.ts";
import { createSearchDocuments } from "./search-documents.ts";
import { INDEXED } from "./search-segments.ts";
import { createSearchTerms } from "./search-terms.ts";
import type { Session } from "./session.ts";
import { sql } from "./sql.ts";
import type { Transactions } from "./transactions.ts";

/** The numbers only say whether it is worth while to bring the index up to date, and whether a search misses something. */
const COUNT_WAITING = sql(/* sql */ `
  SELECT count(*)::bigint, coalesce(sum(size), 0)::bigint
    FROM (SELECT octet_length(data) AS size
            FROM entries WHERE owner_id = :owner AND rev > ${INDEXED} ORDER BY rev LIMIT :limit::bigint) w`);

const LANGUAGES = sql(/* sql */ `
  SELECT language, entries FROM search_languages WHERE owner_id = :owner AND entries > 0 ORDER BY entries DESC, language`);

/** The best plan of a filter depends on its values. */
const PLAN_ANEW = sql(/* sql */ `
  SELECT set_config('plan_cache_mode', 'auto', true), set_config('enable_seqscan', 'on', true)`);

const KEEP_PLANS = sql(/* sql */ `
  SELECT set_config('plan_cache_mode', 'force_generic_plan', true), set_config('enable_seqscan', 'off', true)`);

const COUNT_WAITING_OF_SOURCES = sql(/* sql */ `
  SELECT count(*)::bigint, coalesce(sum(size), 0)::bigint
    FROM (SELECT octet_length(data) AS size
            FROM entries
           WHERE owner_id = :owner AND rev > ${INDEXED} AND source = ANY(:sources::text[])
           ORDER BY rev LIMIT :limit::bigint) w`);

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
    let reading: ReturnType<typeof readLanguages> | undefined;
    const languages = () => {
      reading ??= readLanguages(session, owner);
      return reading;
    };
    return {
      now,
      async overview(most, sources) {
        const limit = most.entries + 1;
        const [[counted], found, unindexed] = await Promise.all([
          sources === undefined
            ? session.rows<readonly [number, number]>(COUNT_WAITING, { owner, limit })
            : session.rows<readonly [number, number]>(COUNT_WAITING_OF_SOURCES, { owner, sources, limit }),
          sources === undefined ? languages() : readLanguages(session, owner, sources),
          documents.waiting(most, sources),
        ]);
        const [waiting, waitingData] = counted ?? [0, 0];
        return { languages: found.map(([language]) => language), waiting, waitingData, unindexed };
      },
      total: async () => (await languages()).reduce((sum, [, entries]) => sum + entries, 0),
      trashed: documents.trashed,
      count: terms.count,
      postings: terms.postings,
      termsFrom: terms.from,
      documents: documents.rows,
      ids: documents.ids,
      async filtered(filter, limit) {
        // Sent one after the other, in one trip.
        const [, numbers] = await Promise.all([
          session.run(PLAN_ANEW, {}),
          queries.newestNumbers(session, owner, filter, limit),
          session.run(KEEP_PLANS, {}),
        ]);
        return numbers;
      },
      entries: documents.entries,
      around: createAround(session, owner, now, documents),
      ...createSearchContext(session, owner, now),
    };
  }

  return {
    read: (owner, work) =>
      limited(() =>
        transactions.read(owner, (session) => work(readerOf(session, owner)), {
          timeoutMs: SEARCH_MS,
          plans: "kept",
        }),
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
