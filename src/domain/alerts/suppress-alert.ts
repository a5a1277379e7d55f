import { logReads } from "../activity/log-reads.ts";
import { toIso } from "../clock.ts";
import { type EntryJson, toEntryJson } from "../entries/entry-json.ts";
import { listEntries } from "../entries/list-entries.ts";
import type { PageEnvelope, PageInput } from "../page.ts";
import type { Caller, Services } from "../services.ts";

export interface SuppressAlertInput {
  /** Empty or absent: alerts of any source. */
  readonly source?: string | undefined;
  readonly tags?: readonly string[] | undefined;
  readonly metric?: string | undefined;
  readonly level: string;
  readonly duration_minutes: number;
  /** Lets more severe alerts through. */
  readonly escalation_override: boolean;
  readonly reason: string;
}

export interface SuppressAlertResult {
  readonly id: string;
  /** ISO 8601 UTC. */
  readonly expires: string;
}

/** Mutes matching alerts in the briefing for a while. */
export async function suppressAlert(
  { store, clock, newId }: Services,
  caller: Caller,
  input: SuppressAlertInput,
): Promise<SuppressAlertResult> {
  const expiresAt = clock.now() + input.duration_minutes * 60_000;
  const entry = await store.entries.insert(
    caller.owner,
    {
      id: newId(),
      type: "suppression",
      source: input.source ?? "",
      tags: input.tags ?? [],
      data: {
        metric: input.metric === undefined || input.metric === "" ? null : input.metric,
        suppress_level: input.level,
        escalation_override: input.escalation_override,
        reason: input.reason,
      },
      expiresAt,
    },
    caller.author,
  );
  return { id: entry.id, expires: toIso(expiresAt) };
}

/** Suppressions in force, newest change first; they count as read. */
export async function listSuppressions(
  services: Services,
  caller: Caller,
  input: PageInput,
): Promise<PageEnvelope & { readonly entries: readonly EntryJson[] }> {
  const filter = { types: ["suppression"] } as const;
  const { rows, envelope } = await listEntries(services, caller, "suppressions", filter, input);
  logReads(services, caller, rows);
  return { entries: rows.map((entry) => toEntryJson(entry)), ...envelope };
}
