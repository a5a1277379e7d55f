import { invalidParameter } from "../errors.ts";
import { DEFAULT_PAGE } from "../limits.ts";
import { type Page, type PageInput, queryKey } from "../page.ts";
import type { RankedId } from "../search/engine.ts";
import type { Caller, Services } from "../services.ts";
import type { Entry } from "./entry.ts";
import type { EntryFilter } from "./entry-store.ts";

/** An entry in the order of a hint. */
export interface HintedEntry {
  readonly entry: Entry;
  /** 0..1, of entries that hold words of the hint. */
  readonly similarity?: number;
}

/** So many entries are ordered by the hint; all others follow, newest change first. */
const MOST_RANKED = 500;
/** The first number of a cursor: the page ended among the ranked ones, at a place, or among the others, at a rev. */
const AMONG_RANKED = 0;
const AMONG_OTHERS = 1;

/**
 * One page of the entries that meet a filter, those first that answer the hint best: of all of them, not of the page. The
 * order is made anew for every page, so an entry written meanwhile may move others across its border.
 */
export async function listByHint(
  services: Services,
  caller: Caller,
  filter: EntryFilter,
  input: PageInput & { readonly hint: string },
): Promise<Page<HintedEntry>> {
  const { limit = DEFAULT_PAGE, offset = 0, cursor, hint } = input;
  if (cursor !== undefined && offset > 0) {
    throw invalidParameter("offset", "Pass either cursor or offset, not both; a cursor is the stable one.");
  }
  const query = queryKey("knowledge by hint", { ...filter, hint });
  const [place = AMONG_RANKED, start = 0] =
    cursor === undefined ? [AMONG_RANKED, offset] : services.cursors.open(caller.owner, query, cursor);
  const meaning = (await services.embedQuery?.(caller.owner, hint)) ?? {};
  const ranked = await services.store.search.rank(caller.owner, {
    query: hint,
    plain: true,
    filter,
    limit: MOST_RANKED,
    ...(meaning.vector === undefined ? {} : { vector: meaning.vector }),
  });
  const first =
    place === AMONG_RANKED ? await readRanked(services, caller, ranked.slice(start, start + limit + 1)) : [];
  const others = await readOthers(services, caller, filter, {
    ranked,
    count: limit + 1 - first.length,
    skip: place === AMONG_RANKED ? Math.max(0, start - ranked.length) : 0,
    beforeRev: place === AMONG_OTHERS ? start : undefined,
  });
  const found = [...first, ...others];
  const rows = found.slice(0, limit);
  const last = rows.at(-1);
  const envelope = { limit, offset, has_more: found.length > limit };
  if (found.length <= limit || last === undefined) return { rows, envelope };
  const position =
    rows.length <= first.length ? [AMONG_RANKED, start + rows.length] : [AMONG_OTHERS, last.entry.rev];
  return {
    rows,
    envelope: { ...envelope, next_cursor: services.cursors.seal(caller.owner, query, position) },
  };
}

async function readRanked(
  { store }: Services,
  { owner }: Caller,
  ranked: readonly RankedId[],
): Promise<readonly HintedEntry[]> {
  if (ranked.length === 0) return [];
  const ids = ranked.map(({ id }) => id);
  const entries = await store.entries.list(owner, { ids }, { limit: ids.length });
  const byId = new Map(entries.map((entry) => [entry.id, entry]));
  return ranked.flatMap(({ id, similarity }) => {
    const entry = byId.get(id);
    return entry === undefined ? [] : [{ entry, similarity: Number(similarity.toFixed(4)) }];
  });
}

interface OthersPage {
  readonly ranked: readonly RankedId[];
  readonly count: number;
  readonly skip: number;
  readonly beforeRev: number | undefined;
}

async function readOthers(
  { store }: Services,
  { owner }: Caller,
  filter: EntryFilter,
  { ranked, count, skip, beforeRev }: OthersPage,
): Promise<readonly HintedEntry[]> {
  if (count <= 0) return [];
  const known = new Set(ranked.map(({ id }) => id));
  const entries = await store.entries.list(owner, filter, {
    limit: count + skip + known.size,
    ...(beforeRev === undefined ? {} : { beforeRev }),
  });
  return entries
    .filter(({ id }) => !known.has(id))
    .slice(skip, skip + count)
    .map((entry) => ({ entry }));
}
