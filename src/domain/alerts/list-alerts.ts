import { logReads } from "../activity/log-reads.ts";
import { type EntryJson, type ListMode, toEntryJson } from "../entries/entry-json.ts";
import { listEntries } from "../entries/list-entries.ts";
import type { PageEnvelope, PageInput } from "../page.ts";
import type { Caller, Services } from "../services.ts";

export interface ListAlertsInput extends PageInput {
  readonly source?: string | undefined;
  /** Last change at or after, ms since 1970. */
  readonly since?: number | undefined;
  readonly mode?: ListMode | undefined;
}

/** Alerts that are not resolved, newest change first; suppressions and patterns hide nothing here. */
export async function listAlerts(
  services: Services,
  caller: Caller,
  input: ListAlertsInput,
): Promise<PageEnvelope & { readonly entries: readonly EntryJson[] }> {
  const filter = {
    types: ["alert"],
    unresolved: true,
    ...(input.source === undefined || input.source === "" ? {} : { source: input.source }),
    ...(input.since === undefined ? {} : { changedSince: input.since }),
  } as const;
  const { rows, envelope } = await listEntries(services, caller, "alerts", filter, input);
  if (input.mode !== "list") logReads(services, caller, rows);
  return { entries: rows.map((entry) => toEntryJson(entry, input.mode)), ...envelope };
}
