import { logReads } from "../activity/log-reads.ts";
import { updateBaselines } from "../baselines/update-baselines.ts";
import type { EntryData, Json } from "../entries/entry.ts";
import { type EntryJson, toEntryJson } from "../entries/entry-json.ts";
import { AwarenessError } from "../errors.ts";
import type { Caller, Services } from "../services.ts";

/** Logical key of the one status a source has. */
export const STATUS_KEY = "status";

export interface ReportStatusInput {
  readonly source: string;
  readonly tags: readonly string[];
  readonly metrics: Readonly<Record<string, unknown>>;
  readonly inventory?: Readonly<Record<string, unknown>> | undefined;
  /** Seconds after which silence is worth a mention. */
  readonly ttl_sec: number;
}

/** Takes a source's report in place of its last one, and compares its numbers with what is usual. */
export async function reportStatus(
  services: Services,
  caller: Caller,
  input: ReportStatusInput,
): Promise<{ readonly id: string; readonly source: string }> {
  const { source, tags } = input;
  const data = toData(input);
  const { entry } = await services.store.entries.upsert(
    caller.owner,
    { type: "status", source, logicalKey: STATUS_KEY },
    { id: services.newId(), type: "status", source, tags, data, logicalKey: STATUS_KEY },
    () => ({ kind: "updated", tags, data }),
    caller.author,
  );
  await updateBaselines(services, caller, source, input.metrics);
  return { id: entry.id, source };
}

function toData({ metrics, ttl_sec, inventory }: ReportStatusInput): EntryData {
  const base = { metrics: metrics as Json, ttl_sec };
  return inventory === undefined || Object.keys(inventory).length === 0
    ? base
    : { ...base, inventory: inventory as Json };
}

/** The latest report of a source; it counts as read. @throws AwarenessError `not_found` when it never sent one. */
export async function getStatus(services: Services, caller: Caller, source: string): Promise<EntryJson> {
  const filter = { types: ["status"], source } as const;
  const [entry] = await services.store.entries.list(caller.owner, filter, { limit: 1 });
  if (entry === undefined) {
    throw new AwarenessError("not_found", "This source has sent no status.", {
      details: { param: "source", value: source },
    });
  }
  logReads(services, caller, [entry]);
  return toEntryJson(entry);
}
