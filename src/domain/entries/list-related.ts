import { logReads } from "../activity/log-reads.ts";
import { entryNotFound } from "../errors.ts";
import { atPresent } from "../intentions/intention.ts";
import type { OwnerId } from "../owner.ts";
import { type PageEnvelope, type PageInput, queryKey, readPage } from "../page.ts";
import type { Caller, Services } from "../services.ts";
import type { Entry } from "./entry.ts";
import { type EntryJson, type ListMode, toEntryJson } from "./entry-json.ts";

export interface ListRelatedInput extends PageInput {
  readonly entry_id: string;
  readonly mode?: ListMode | undefined;
}

interface RelatedEntry {
  readonly entry: Entry;
  readonly block: number;
}

/** Blocks of the list, in their order: what the entry links to, then what links to it. */
const FORWARD = 0;
const REVERSE = 1;

/**
 * Entries linked with one, in either direction: first those it links to, then those that link to it, each newest
 * change first, none twice. Links to entries that are gone are left out.
 * @throws AwarenessError `not_found` when the entry itself is not there.
 */
export async function listRelated(
  services: Services,
  caller: Caller,
  input: ListRelatedInput,
): Promise<PageEnvelope & { readonly entries: readonly EntryJson[] }> {
  const { entry_id, mode } = input;
  const entry = await services.store.entries.findById(caller.owner, entry_id);
  if (entry === undefined) throw entryNotFound(entry_id);
  const { rows, envelope } = await readPage<RelatedEntry>(services, caller.owner, {
    input,
    query: queryKey("related", { entry_id }),
    fetch: (limit, position) => fetchRelated(services, caller.owner, entry, limit, position ?? []),
    positionOf: (row) => [row.block, row.entry.rev],
  });
  const entries = rows.map((row) => row.entry);
  if (mode !== "list") logReads(services, caller, entries);
  const now = services.clock.now();
  return { entries: entries.map((row) => toEntryJson(atPresent(row, now), mode)), ...envelope };
}

async function fetchRelated(
  { store }: Pick<Services, "store">,
  owner: OwnerId,
  entry: Entry,
  limit: number,
  [block = FORWARD, rev]: readonly number[],
): Promise<readonly RelatedEntry[]> {
  const before = rev === undefined ? {} : { beforeRev: rev };
  const targets = linksOf(entry);
  const forward =
    block === FORWARD && targets.length > 0
      ? await store.entries.list(owner, { ids: targets }, { limit, ...before })
      : [];
  const reverse = await fetchReverse(
    (page) => store.entries.list(owner, { linksTo: entry.id }, page),
    new Set([entry.id, ...targets]),
    limit - forward.length,
    block === REVERSE ? rev : undefined,
  );
  return [
    ...forward.map((row) => ({ entry: row, block: FORWARD })),
    ...reverse.map((row) => ({ entry: row, block: REVERSE })),
  ];
}

/** Up to `limit` rows that are not `known`; reads on while rows fall out. */
async function fetchReverse(
  read: (page: { readonly limit: number; readonly beforeRev?: number }) => Promise<readonly Entry[]>,
  known: ReadonlySet<string>,
  limit: number,
  beforeRev: number | undefined,
): Promise<readonly Entry[]> {
  const rows: Entry[] = [];
  let before = beforeRev;
  while (rows.length < limit) {
    const wanted = limit - rows.length;
    const found = await read({ limit: wanted, ...(before === undefined ? {} : { beforeRev: before }) });
    rows.push(...found.filter(({ id }) => !known.has(id)));
    before = found.at(-1)?.rev;
    if (found.length < wanted) break;
  }
  return rows;
}

function linksOf({ id, data }: Entry): readonly string[] {
  const links = data.related_ids ?? [];
  if (!Array.isArray(links)) return [];
  return [...new Set(links)].filter((link): link is string => typeof link === "string" && link !== id);
}
