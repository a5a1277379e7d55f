import type { Database } from "better-sqlite3";
import type { Clock } from "../../domain/clock.ts";
import type { OwnerId } from "../../domain/owner.ts";
import type {
  IndexOverview,
  IndexReader,
  MostWaiting,
  SearchIndex,
} from "../../domain/search/search-index.ts";
import { IS_OF_SOURCES } from "./data-expressions.ts";
import type { EntryQueries } from "./entry-queries.ts";
import { createSnapshot, type Reader } from "./read.ts";
import { createSearchDocuments } from "./search-documents.ts";
import { createSearchTerms } from "./search-terms.ts";

const READ_OWNER = /* sql */ `
  SELECT indexed_rev FROM search_owners WHERE owner_id = :owner`;

/** The numbers only say whether it is worth while to bring the index up to date, and whether a search misses something. */
const COUNT_WAITING = /* sql */ `
  SELECT count(*), coalesce(sum(size), 0)
    FROM (SELECT octet_length(data) AS size
            FROM entries INDEXED BY entries_rev WHERE owner_id = :owner AND rev > :indexed LIMIT :limit)`;

const LANGUAGES = /* sql */ `
  SELECT language, entries FROM search_languages WHERE owner_id = :owner AND entries > 0 ORDER BY entries DESC, language`;

const COUNT_WAITING_OF_SOURCES = /* sql */ `
  SELECT count(*), coalesce(sum(size), 0)
    FROM (SELECT octet_length(e.data) AS size
            FROM entries e INDEXED BY entries_rev
           WHERE e.owner_id = :owner AND e.rev > :indexed AND ${IS_OF_SOURCES} LIMIT :limit)`;

/** Those of the newest thousand of each, since no count of them is kept. */
const LANGUAGES_OF_SOURCES = /* sql */ `
  SELECT d.language
    FROM json_each(:sources) w
   CROSS JOIN search_documents d
      ON d.n IN (SELECT e.n FROM entries e INDEXED BY entries_by_source
                  WHERE e.owner_id = :owner AND e.source = w.value AND e.deleted_at IS NULL
                  ORDER BY e.rev DESC LIMIT 1000)
   GROUP BY d.language
   ORDER BY count(*) DESC, d.language`;

/** The search index of a connection, as the domain reads it. */
export function createSearchIndex(
  db: Database,
  clock: Clock,
  read: Reader,
  queries: EntryQueries,
): SearchIndex {
  const snapshot = createSnapshot(db);
  const readOwner = db.prepare<{ owner: string }, number>(READ_OWNER).pluck();
  const countWaiting = db.prepare<unknown[], readonly [number, number]>(COUNT_WAITING).raw();
  const languages = db.prepare<{ owner: string }, { language: string; entries: number }>(LANGUAGES);
  const countWaitingOfSources = db
    .prepare<unknown[], readonly [number, number]>(COUNT_WAITING_OF_SOURCES)
    .raw();
  const languagesOfSources = db.prepare<unknown[], string>(LANGUAGES_OF_SOURCES).pluck();
  const terms = createSearchTerms(db);
  const documents = createSearchDocuments(db);

  function overview(owner: OwnerId, most: MostWaiting, within?: readonly string[]): IndexOverview {
    const indexed = readOwner.get({ owner }) ?? 0;
    const limit = most.entries + 1;
    if (within !== undefined) {
      const sources = JSON.stringify([...new Set(within)]);
      const [waiting, waitingData] = countWaitingOfSources.get({ owner, indexed, sources, limit }) ?? [0, 0];
      return {
        languages: languagesOfSources.all({ owner, sources }),
        waiting,
        waitingData,
        unindexed: documents.waiting(owner, indexed, clock.now(), most, sources),
      };
    }
    const [waiting, waitingData] = countWaiting.get({ owner, indexed, limit }) ?? [0, 0];
    return {
      languages: languages.all({ owner }).map(({ language }) => language),
      waiting,
      waitingData,
      unindexed: documents.waiting(owner, indexed, clock.now(), most),
    };
  }

  function readerOf(owner: OwnerId): IndexReader {
    const indexed = readOwner.get({ owner }) ?? 0;
    const now = clock.now();
    let linked: boolean | undefined;
    const hasLinks = () => {
      linked ??= documents.hasLinks(owner);
      return linked;
    };
    const total = languages.all({ owner }).reduce((sum, { entries }) => sum + entries, 0);
    return {
      now,
      overview: (most, sources) => read(() => snapshot(() => overview(owner, most, sources))),
      total: async () => total,
      trashed: (limit) => read(() => documents.trashed(owner, indexed, limit)),
      count: (wanted) => read(() => terms.count(owner, wanted)),
      postings: (wanted) => read(() => terms.postings(owner, wanted)),
      termsFrom: (prefix, limit, lengths) => read(() => terms.from(owner, prefix, limit, lengths)),
      documents: (numbers) => read(() => documents.rows(owner, numbers, now)),
      around: (rows, count) => read(() => rows.map((row) => documents.around(owner, row, count))),
      logicalKeys: (numbers) => read(() => documents.logicalKeys(owner, numbers)),
      families: (wanted, limit) =>
        read(() => wanted.map((family) => documents.family(owner, family, now, limit))),
      // Looking into entries for links costs more than the rest of a search, and few owners have any.
      related: (numbers, limit) =>
        read(() => numbers.map((number) => (hasLinks() ? documents.related(owner, number, limit) : []))),
      ids: (numbers) => read(() => documents.ids(owner, numbers)),
      filtered: (filter, limit) => read(() => queries.newestNumbers(owner, filter, limit)),
      entries: (numbers) => read(() => documents.entries(owner, numbers, now)),
    };
  }

  return { read: async (owner, work) => work(await read(() => readerOf(owner))) };
}
