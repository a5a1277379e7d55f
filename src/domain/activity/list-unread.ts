import type { Entry } from "../entries/entry.ts";
import { type EntryJson, toEntryJson } from "../entries/entry-json.ts";
import { atPresent } from "../intentions/intention.ts";
import { type PageEnvelope, type PageInput, queryKey, readPage } from "../page.ts";
import type { Caller, Services } from "../services.ts";

export interface ListUnreadInput extends PageInput {
  /** Only reads at or after this count, ms since 1970. */
  readonly since?: number | undefined;
}

/** Entries that nobody has read, a line each, newest change first. */
export async function listUnread(
  services: Services,
  caller: Caller,
  input: ListUnreadInput,
): Promise<PageEnvelope & { readonly entries: readonly EntryJson[] }> {
  await services.reads.flush();
  const filter = input.since === undefined ? {} : { since: input.since };
  const { rows, envelope } = await readPage<Entry>(services, caller.owner, {
    input,
    query: queryKey("unread", filter),
    fetch: (limit, position) =>
      services.store.activity.listUnread(caller.owner, filter, {
        limit,
        ...(position?.[0] === undefined ? {} : { beforeRev: position[0] }),
      }),
    positionOf: (entry) => [entry.rev],
  });
  const now = services.clock.now();
  return { entries: rows.map((entry) => toEntryJson(atPresent(entry, now), "list")), ...envelope };
}
