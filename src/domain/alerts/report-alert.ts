import type { Author, EntryChange, EntryData, Json } from "../entries/entry.ts";
import { sameJson } from "../entries/note-content.ts";
import type { OwnerId } from "../owner.ts";
import type { Caller, Services } from "../services.ts";

export interface ReportAlertInput {
  readonly source: string;
  readonly tags: readonly string[];
  /** With the source, the alert's identity. */
  readonly alert_id: string;
  readonly level: string;
  readonly alert_type: string;
  readonly message: string;
  readonly metric?: string | undefined;
  readonly details?: Readonly<Record<string, unknown>> | undefined;
  readonly diagnostics?: Readonly<Record<string, unknown>> | undefined;
  readonly resolved: boolean;
}

export interface ReportAlertResult {
  readonly id: string;
  readonly action: "reported" | "resolved";
  readonly alert_id: string;
}

/** Raises, refreshes or resolves an alert; details not given again stay. */
export async function reportAlert(
  services: Services,
  caller: Caller,
  input: ReportAlertInput,
): Promise<ReportAlertResult> {
  const id = await storeAlert(services, caller.owner, caller.author, input);
  return { id, action: input.resolved ? "resolved" : "reported", alert_id: input.alert_id };
}

/** Writes an alert in anybody's name; the server itself reports through this too. Answers the entry's id. */
export async function storeAlert(
  { store, newId }: Pick<Services, "store" | "newId">,
  owner: OwnerId,
  author: Author,
  input: ReportAlertInput,
): Promise<string> {
  const { source, tags } = input;
  const data = toData(input);
  const { entry } = await store.entries.upsert(
    owner,
    { type: "alert", source, logicalKey: input.alert_id },
    { id: newId(), type: "alert", source, tags, data, logicalKey: input.alert_id },
    (current): EntryChange | undefined => {
      const merged = { ...current.data, ...data };
      const same = sameJson(merged, current.data) && sameJson(tags, current.tags);
      return same ? undefined : { kind: "updated", tags, data: merged };
    },
    author,
  );
  return entry.id;
}

function toData(input: ReportAlertInput): EntryData {
  const { alert_id, level, alert_type, message, resolved, metric, details, diagnostics } = input;
  return {
    alert_id,
    level,
    alert_type,
    message,
    resolved,
    ...(metric === undefined || metric === "" ? {} : { metric }),
    ...filled("details", details),
    ...filled("diagnostics", diagnostics),
  };
}

function filled(name: string, value: Readonly<Record<string, unknown>> | undefined): EntryData {
  return value === undefined || Object.keys(value).length === 0 ? {} : { [name]: value as Json };
}
