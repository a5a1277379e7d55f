import { logReads } from "../activity/log-reads.ts";
import { entryNotFound } from "../errors.ts";
import { atPresent } from "../intentions/intention.ts";
import type { Caller, Services } from "../services.ts";
import { type EntryJson, toFullJson } from "./entry-json.ts";

/** One live entry in full. @throws AwarenessError `not_found`, the same for ids of other owners and of the trash. */
export async function getEntry(services: Services, caller: Caller, id: string): Promise<EntryJson> {
  const entry = await services.store.entries.findById(caller.owner, id);
  if (entry === undefined) throw entryNotFound(id);
  logReads(services, caller, [entry]);
  return toFullJson(atPresent(entry, services.clock.now()));
}
