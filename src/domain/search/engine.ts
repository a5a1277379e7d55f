import type { Entry } from "../entries/entry.ts";
import type { EntryFilter } from "../entries/entry-store.ts";
import type { OwnerId } from "../owner.ts";
import { type Explanation, explain } from "./explain.ts";
import { findAllowed } from "./fill-pool.ts";
import { likelyLanguages } from "./plan.ts";
import { type ParsedQuery, parseQuery } from "./query.ts";
import { type Near, type Ranked, type RankedWords, rankByWords } from "./rank.ts";
import type { Repair } from "./repair.ts";
import { scopedReader } from "./scoped-reader.ts";
import type { IndexReader, NumberedEntry, SearchIndex } from "./search-index.ts";
import { shorten } from "./shorten.ts";
import { snippetOf } from "./snippet.ts";
import type { Analyser } from "./terms.ts";
import { createUpkeepRunner, type SearchUpkeep } from "./upkeep.ts";
import type { VectorIndex } from "./vector-index.ts";
import { createWaitingDocuments, indexLanguage } from "./waiting.ts";

export interface SearchRequest {
  readonly query: string;
  readonly filter: EntryFilter;
  /** The only sources that there are for this search: what others hold sways neither ranks nor scores. All when left out. */
  readonly sources?: readonly string[];
  /** How many of the best are wanted. */
  readonly limit: number;
  /** How many of the best are left out. */
  readonly offset?: number;
  /** ISO 639-1 code of the query's language; those of the owner's entries are tried in any case. */
  readonly language?: string;
  readonly explain?: boolean;
  /** The query is words and nothing else: quotes, signs and prefixes mean nothing. */
  readonly plain?: boolean;
  /** The query as a vector of a model; without it words alone decide. */
  readonly vector?: QueryVector;
}

export interface QueryVector {
  readonly model: string;
  readonly values: Float32Array;
}

export interface SearchHit {
  /** Long content is left out of its data. */
  readonly entry: Entry;
  /** 0..1: 1 for an entry that holds every word of the query. */
  readonly similarity: number;
  readonly snippet: string;
  readonly explanation?: Explanation;
}

export interface SearchResult {
  /** Best first. */
  readonly hits: readonly SearchHit[];
  readonly more: boolean;
  /** True when there were too many entries to look at all of them. */
  readonly bounded: boolean;
  readonly repaired: readonly Repair[];
}

/** An entry's place in a ranking. */
export interface RankedId {
  readonly id: string;
  /** 0..1 */
  readonly similarity: number;
}

/** Finds the entries that answer a query best. Every method may fail with `unavailable` when it takes too long. */
export interface SearchEngine {
  search(owner: OwnerId, request: SearchRequest): Promise<SearchResult>;
  /** The order alone. */
  rank(owner: OwnerId, request: SearchRequest): Promise<readonly RankedId[]>;
  /** Brings the index up to date where that is worth while, or, with `all`, wherever anything waits. */
  update(options: { readonly all: boolean }): Promise<void>;
  close(): Promise<void>;
}

export interface EngineOptions {
  readonly index: SearchIndex;
  readonly analyser: Analyser;
  readonly indexer: SearchUpkeep;
  /** Absent where there are no embeddings. */
  readonly vectors?: VectorIndex;
  /** Told of trouble that no caller is told of. */
  onError(error: unknown): void;
}

/** What a search itself reads of what waits; the rest is found as it was before, or missed, until it is indexed. */
const MOST_WAITING = { entries: 500, data: 2_000_000 };
/** From so many entries, or so many bytes of them, on a search has the index brought up to date. */
const MANY_WAITING = 384;
const MUCH_WAITING = 400_000;
const MOST_LANGUAGES = 6;
/** Text looked through for the snippets of one search, UTF-16 code units. */
const SNIPPET_BUDGET = 1_500_000;
/** How many entries near in meaning are looked at, and how near they must be. */
const NEAREST = 100;
const LEAST_NEAR = 0.15;

/** Searches in this thread. */
export function createSearchEngine({
  index,
  analyser,
  indexer,
  vectors,
  onError,
}: EngineOptions): SearchEngine {
  const prepareWaiting = createWaitingDocuments(analyser);
  const upkeep = createUpkeepRunner(indexer);

  /** What waits, made ready, and the languages of the entries; has the index brought up to date when it is worth while. */
  async function lookOver(reader: IndexReader, owner: OwnerId, sources?: readonly string[]) {
    const { waiting: count, waitingData: data, ...overview } = await reader.overview(MOST_WAITING, sources);
    if (count >= MANY_WAITING || data >= MUCH_WAITING) upkeep.update(false).catch(onError);
    const waiting = await prepareWaiting({ owner, sources }, overview.unindexed, reader.entries);
    const used = [...overview.languages, ...waiting.map(({ language }) => language)];
    const languages = [...new Set(used)].slice(0, MOST_LANGUAGES);
    await analyser.prepare(languages);
    return { waiting, languages, missed: count > MOST_WAITING.entries || data > MOST_WAITING.data };
  }

  async function rank<T>(
    owner: OwnerId,
    { query, filter, sources, limit, offset = 0, language, plain, vector }: SearchRequest,
    use: (found: RankedWords & { readonly missed: boolean }, reader: IndexReader) => Promise<T>,
  ): Promise<T> {
    const parsed = plain === true ? wordsOnly(query) : parseQuery(query);
    const asked = { ...filter, ...filterOf(parsed, filter) };
    const near =
      vectors && vector && (await findNear({ index, vectors, owner, filter: asked, sources }, vector));
    return index.read(owner, async (whole) => {
      const { waiting, languages, missed } = await lookOver(whole, owner, sources);
      const likely = likelyLanguages(parsed, language, languages, analyser);
      await analyser.prepare(likely.likely);
      const options = { query: parsed, filter: asked, languages: likely, waiting, near };
      const reader = sources === undefined ? whole : await scopedReader(whole, { sources, waiting });
      const wanted = offset + limit + 1;
      const found = await rankByWords(reader, analyser, { ...options, wanted });
      return use({ ...found, missed }, reader);
    });
  }

  return {
    search: (owner, request) =>
      rank(owner, request, async (found, reader) => {
        const { limit, offset = 0 } = request;
        const shown = found.ranked.slice(offset, offset + limit);
        const budget = { left: SNIPPET_BUDGET };
        const entries = await reader.entries(shown.map(({ member }) => member.row.number));
        const byNumber = new Map(entries.map((numbered) => [numbered.number, numbered]));
        return {
          hits: shown.flatMap((ranked) =>
            toHit(ranked, byNumber, { found, analyser, budget, explained: request.explain === true }),
          ),
          more: found.ranked.length > offset + limit,
          bounded: found.bounded || found.missed,
          repaired: found.repaired.map(({ word, terms }) => ({ word, terms: terms.map(({ term }) => term) })),
        };
      }),
    rank: (owner, request) =>
      rank(owner, request, async ({ ranked }, reader) => {
        const { limit, offset = 0 } = request;
        const shown = ranked.slice(offset, offset + limit);
        const ids = await reader.ids(shown.map(({ member }) => member.row.number));
        return shown.flatMap(({ member, similarity }) => {
          const id = ids.get(member.row.number);
          return id === undefined ? [] : [{ id, similarity }];
        });
      }),
    update: ({ all }) => upkeep.update(all),
    close: () => upkeep.close(),
  };
}

interface NearOptions {
  readonly index: SearchIndex;
  readonly vectors: VectorIndex;
  readonly owner: OwnerId;
  readonly filter: EntryFilter;
  readonly sources: readonly string[] | undefined;
}

/** Before the words are ranked, not meanwhile: vectors are read on a connection of their own. */
async function findNear(
  { index, vectors, owner, filter, sources }: NearOptions,
  { model, values }: QueryVector,
): Promise<Near> {
  const isFiltered = Object.keys(filter).length > 0 || sources !== undefined;
  const [allowed, among] = isFiltered
    ? await index.read(owner, async (whole) => {
        const reader = sources === undefined ? whole : await scopedReader(whole, { sources, waiting: [] });
        return [await findAllowed(reader, filter), reader.seen] as const;
      })
    : [];
  const options = {
    count: NEAREST,
    ...(allowed === undefined ? {} : { allowed }),
    ...(among === undefined ? {} : { among }),
  };
  const found = await vectors.nearest(owner, model, values, options);
  return { entries: found.filter(({ similarity }) => similarity >= LEAST_NEAR), allowed };
}

function wordsOnly(words: string): ParsedQuery {
  return { words, phrases: [], excluded: [], tags: [] };
}

interface Showing {
  readonly found: RankedWords;
  readonly analyser: Analyser;
  readonly budget: { left: number };
  readonly explained: boolean;
}

function toHit(
  ranked: Ranked,
  entries: ReadonlyMap<number, NumberedEntry>,
  { found, analyser, budget, explained }: Showing,
): readonly SearchHit[] {
  const entry = entries.get(ranked.member.row.number)?.entry;
  if (entry === undefined) return [];
  const stemmed = { ...entry, language: indexLanguage(entry, analyser) };
  const snippet = snippetOf(stemmed, found.words, analyser, budget);
  const hit = { entry: shorten(entry), similarity: ranked.similarity, snippet };
  return [explained ? { ...hit, explanation: explain(ranked, found.words) } : hit];
}

/** What the query itself says about tags, source and type, beside the filter; what contradicts it is met by nothing. */
function filterOf({ tags, source, type }: ReturnType<typeof parseQuery>, filter: EntryFilter): EntryFilter {
  const contradicts = source !== undefined && filter.source !== undefined && filter.source !== source;
  return {
    ...(tags.length === 0 ? {} : { tags: [...(filter.tags ?? []), ...tags] }),
    ...(source === undefined ? {} : { source }),
    ...(type === undefined ? {} : { types: (filter.types ?? [type]).filter((known) => known === type) }),
    ...(contradicts ? { types: [] } : {}),
  };
}
