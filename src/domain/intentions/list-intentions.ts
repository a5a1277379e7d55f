import { logReads } from "../activity/log-reads.ts";
import { type EntryJson, type ListMode, toEntryJson } from "../entries/entry-json.ts";
import type { EntryFilter } from "../entries/entry-store.ts";
import { listEntries } from "../entries/list-entries.ts";
import { withChangelogs } from "../entries/with-changelog.ts";
import type { PageEnvelope, PageInput } from "../page.ts";
import type { Caller, Services } from "../services.ts";
import { atPresent, type IntentionState } from "./intention.ts";

export interface ListIntentionsInput extends PageInput {
  /** State now: one whose time has come counts as fired. */
  readonly state?: IntentionState | undefined;
  readonly source?: string | undefined;
  /** Intentions must carry all of them. */
  readonly tags?: readonly string[] | undefined;
  readonly mode?: ListMode | undefined;
}

/** Intentions, newest change first. */
export async function listIntentions(
  services: Services,
  caller: Caller,
  input: ListIntentionsInput,
): Promise<PageEnvelope & { readonly entries: readonly EntryJson[] }> {
  const { state, source, tags, mode } = input;
  const filter: EntryFilter = {
    types: ["intention"],
    ...(state === undefined ? {} : { state }),
    ...(source === undefined || source === "" ? {} : { source }),
    ...(tags === undefined || tags.length === 0 ? {} : { tags }),
  };
  const { rows, envelope } = await listEntries(services, caller, "intentions", filter, input);
  const full = mode !== "list";
  if (full) logReads(services, caller, rows);
  const shown = full ? await withChangelogs(services, caller.owner, rows) : rows;
  const now = services.clock.now();
  return { entries: shown.map((entry) => toEntryJson(atPresent(entry, now), mode)), ...envelope };
}
