import { logReads } from "../activity/log-reads.ts";
import type { EntryType } from "../entries/entry.ts";
import { type EntryJson, type ListMode, toEntryJson } from "../entries/entry-json.ts";
import type { EntryFilter } from "../entries/entry-store.ts";
import { atPresent } from "../intentions/intention.ts";
import { parseLanguageOption } from "../language.ts";
import type { PageEnvelope } from "../page.ts";
import type { Caller, Services } from "../services.ts";
import { titleOf, urlOf } from "./document.ts";
import { createScanSearch } from "./search.ts";

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
}

export type SearchAnswer = PageEnvelope & {
  readonly results: readonly EntryJson[];
  /** Present when older entries were not looked at. */
  readonly bounded?: true;
};

/** The live entries of any type that answer a query best. */
export async function searchEntries(
  services: Services,
  caller: Caller,
  input: SearchInput,
): Promise<SearchAnswer> {
  const { query, limit, mode } = input;
  const language = parseLanguageOption(input.language);
  const search = createScanSearch(services.store.entries);
  const found = await search(caller.owner, { query, filter: toFilter(input), limit: limit + 1, language });
  const hits = found.hits.slice(0, limit);
  if (mode !== "list") {
    logReads(
      services,
      caller,
      hits.map(({ entry }) => entry),
    );
  }
  const now = services.clock.now();
  const results = hits.map(({ entry, similarity }) => ({
    ...toEntryJson(atPresent(entry, now), mode),
    title: titleOf(entry),
    url: urlOf(entry),
    similarity: Number(similarity.toFixed(4)),
  }));
  const page = { results, limit, offset: 0, has_more: found.hits.length > limit };
  return found.bounded ? { ...page, bounded: true } : page;
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
