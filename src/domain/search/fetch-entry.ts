import { logReads } from "../activity/log-reads.ts";
import { type EntryJson, toFullJson } from "../entries/entry-json.ts";
import { entryNotFound } from "../errors.ts";
import { atPresent } from "../intentions/intention.ts";
import type { Caller, Services } from "../services.ts";
import { textOf, titleOf, urlOf } from "./document.ts";

/** An entry in the form that clients know which understand only search and fetch. */
export interface FetchedEntry {
  readonly id: string;
  readonly title: string;
  readonly text: string;
  readonly url: string;
  readonly metadata: EntryJson;
}

/** One entry in full; it counts as read. @throws AwarenessError `not_found`. */
export async function fetchEntry(services: Services, caller: Caller, id: string): Promise<FetchedEntry> {
  const found = await services.store.entries.findById(caller.owner, id);
  if (found === undefined) throw entryNotFound(id, "id");
  logReads(services, caller, [found]);
  const entry = atPresent(found, services.clock.now());
  const { id: _id, data: _data, ...metadata } = toFullJson(entry);
  return { id, title: titleOf(entry), text: textOf(entry), url: urlOf(entry), metadata };
}
