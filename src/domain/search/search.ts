import { setImmediate as pause } from "node:timers/promises";
import type { Entry } from "../entries/entry.ts";
import type { EntryFilter, EntryStore } from "../entries/entry-store.ts";
import type { OwnerId } from "../owner.ts";
import { similarityOf } from "./rank.ts";
import { parseQuery } from "./words.ts";

export interface SearchQuery {
  readonly query: string;
  readonly filter: EntryFilter;
  /** Most hits wanted. */
  readonly limit: number;
  /** ISO 639-1 code of the query's language; English when absent. */
  readonly language?: string | undefined;
}

export interface SearchHit {
  readonly entry: Entry;
  /** 0..1, more is better. */
  readonly similarity: number;
}

export interface SearchResult {
  /** Best first, equals newest change first. */
  readonly hits: readonly SearchHit[];
  /** True when there are more entries than were looked at, so that older ones may be missing. */
  readonly bounded: boolean;
}

/** Finds the entries that answer a query best. */
export type SearchEngine = (owner: OwnerId, query: SearchQuery) => Promise<SearchResult>;

const MAX_ENTRIES = 5000;
const CHUNK = 500;
/** Characters scanned before other work gets its turn. */
const MAX_STRETCH = 500_000;

/** A search engine that reads the newest entries through, with pauses, and needs no index. */
export function createScanSearch(entries: Pick<EntryStore, "list">): SearchEngine {
  return async (owner, { query, filter, limit, language }) => {
    const words = parseQuery(query, language === undefined || language === "en");
    if (words.length === 0) return { hits: [], bounded: false };
    const hits: SearchHit[] = [];
    let seen = 0;
    for await (const chunk of readChunks(entries, owner, filter)) {
      const rows = chunk.slice(0, MAX_ENTRIES - seen);
      for await (const hit of scan(rows, words)) hits.push(hit);
      seen += rows.length;
      if (rows.length < chunk.length) return { hits: best(hits, limit), bounded: true };
    }
    return { hits: best(hits, limit), bounded: false };
  };
}

/** The owner's entries in pieces, newest change first; one piece more than is scanned tells whether there are more. */
async function* readChunks(
  entries: Pick<EntryStore, "list">,
  owner: OwnerId,
  filter: EntryFilter,
): AsyncGenerator<readonly Entry[]> {
  let beforeRev: number | undefined;
  for (let read = 0; read <= MAX_ENTRIES; read += CHUNK) {
    const limit = Math.min(CHUNK, MAX_ENTRIES + 1 - read);
    const chunk = await entries.list(owner, filter, {
      limit,
      ...(beforeRev === undefined ? {} : { beforeRev }),
    });
    yield chunk;
    if (chunk.length < limit) return;
    beforeRev = chunk.at(-1)?.rev;
    await pause();
  }
}

async function* scan(
  rows: readonly Entry[],
  words: ReturnType<typeof parseQuery>,
): AsyncGenerator<SearchHit> {
  let stretch = 0;
  for (const entry of rows) {
    const similarity = similarityOf(entry, words);
    if (similarity > 0) yield { entry, similarity };
    const { content } = entry.data;
    stretch += typeof content === "string" ? content.length : 0;
    if (stretch < MAX_STRETCH) continue;
    stretch = 0;
    await pause();
  }
}

function best(hits: readonly SearchHit[], limit: number): readonly SearchHit[] {
  return hits
    .toSorted((one, other) => other.similarity - one.similarity || other.entry.rev - one.entry.rev)
    .slice(0, limit);
}
