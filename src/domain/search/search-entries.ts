import { logReads } from "../activity/log-reads.ts";
import type { EntryType } from "../entries/entry.ts";
import { type EntryJson, type ListMode, toEntryJson } from "../entries/entry-json.ts";
import type { EntryFilter } from "../entries/entry-store.ts";
import { atPresent } from "../intentions/intention.ts";
import { parseLanguageOption } from "../language.ts";
import { type PageEnvelope, queryKey } from "../page.ts";
import type { Caller, Services } from "../services.ts";
import { titleOf, urlOf } from "./document.ts";
import type { SearchHit } from "./engine.ts";
import type { Repair } from "./repair.ts";

export interface SearchInput {
  readonly query: string;
  readonly source?: string | undefined;
  /** Entries must carry all of them. */
  readonly tags?: readonly string[] | undefined;
  readonly entry_type?: EntryType | undefined;
  /** Last change, ms since 1970, inclusive. */
  readonly since?: number | undefined;
  readonly until?: number | undefined;
  readonly limit: number;
  readonly mode?: ListMode | undefined;
  readonly language?: string | undefined;
  readonly cursor?: string | undefined;
  /** Adds to every hit why it stands where it does. */
  readonly explain?: boolean | undefined;
}

export type SearchAnswer = PageEnvelope & {
  readonly results: readonly EntryJson[];
  /** Present when there was too much to look at all of it, so that some entries may be missing. */
  readonly bounded?: true;
  /** Present when the embedding provider could not be asked, with why: words alone decided. */
  readonly degraded?: string;
  /** Words that no entry holds, with what was looked for instead. */
  readonly repaired?: readonly Repair[];
};

/** The live entries of any type that answer a query best. */
export async function searchEntries(
  services: Services,
  caller: Caller,
  input: SearchInput,
): Promise<SearchAnswer> {
  const { query, limit, mode } = input;
  const language = parseLanguageOption(input.language);
  const offset = startOf(services, caller, input);
  const meaning = (await services.embedQuery?.(caller.owner, query)) ?? {};
  const found = await services.store.search.search(caller.owner, {
    query,
    filter: toFilter(input),
    limit,
    offset,
    ...(language === undefined ? {} : { language }),
    ...(input.explain === true ? { explain: true } : {}),
    ...(meaning.vector === undefined ? {} : { vector: meaning.vector }),
  });
  if (mode !== "list") {
    logReads(
      services,
      caller,
      found.hits.map(({ entry }) => entry),
    );
  }
  const now = services.clock.now();
  return {
    results: found.hits.map((hit) => toResult(hit, now, mode)),
    limit,
    offset,
    has_more: found.more,
    ...(found.more && limit > 0
      ? { next_cursor: services.cursors.seal(caller.owner, keyOf(input), [offset + limit]) }
      : {}),
    ...(found.bounded ? { bounded: true } : {}),
    ...(meaning.degraded === undefined ? {} : { degraded: meaning.degraded }),
    ...(found.repaired.length > 0 ? { repaired: found.repaired } : {}),
  };
}

function toResult(
  { entry, similarity, snippet, explanation }: SearchHit,
  now: number,
  mode?: ListMode,
): EntryJson {
  return {
    ...toEntryJson(atPresent(entry, now), mode),
    title: titleOf(entry),
    url: urlOf(entry),
    similarity: Number(similarity.toFixed(4)),
    snippet,
    ...(explanation === undefined ? {} : { explanation }),
  };
}

/** A ranking is computed anew for every page, so its cursor holds a place in it. */
function startOf(services: Services, caller: Caller, input: SearchInput): number {
  if (input.cursor === undefined) return 0;
  const [offset] = services.cursors.open(caller.owner, keyOf(input), input.cursor);
  return Number(offset);
}

function keyOf({
  cursor: _cursor,
  limit: _limit,
  explain: _explain,
  mode: _mode,
  ...rest
}: SearchInput): string {
  return queryKey("search", rest);
}

function toFilter({ source, tags, entry_type, since, until }: SearchInput): EntryFilter {
  return {
    ...(source === undefined || source === "" ? {} : { source }),
    ...(tags === undefined || tags.length === 0 ? {} : { tags }),
    ...(entry_type === undefined ? {} : { types: [entry_type] }),
    ...(since === undefined ? {} : { changedSince: since }),
    ...(until === undefined ? {} : { changedUntil: until }),
  };
}
