import { type Page, type PageInput, queryKey, readPage } from "../page.ts";
import type { Caller, Services } from "../services.ts";
import type { Entry } from "./entry.ts";
import type { EntryFilter } from "./entry-store.ts";

/** One page of an owner's entries, newest change first. `name` says which list it is, so that cursors do not mix. */
export function listEntries(
  services: Services,
  caller: Caller,
  name: string,
  filter: EntryFilter,
  input: PageInput,
): Promise<Page<Entry>> {
  return readPage<Entry>(services, caller.owner, {
    input,
    query: queryKey(name, filter),
    fetch: (limit, position, offset) =>
      services.store.entries.list(caller.owner, filter, {
        limit,
        offset,
        ...(position?.[0] === undefined ? {} : { beforeRev: position[0] }),
      }),
    positionOf: (entry) => [entry.rev],
  });
}
