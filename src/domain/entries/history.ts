import { AwarenessError, entryNotFound, invalidParameter } from "../errors.ts";
import { type PageEnvelope, type PageInput, queryKey, readPage } from "../page.ts";
import { requireValidVersion } from "../schemas/record-content.ts";
import type { Caller, Services } from "../services.ts";
import type { Entry, EntryChange, EntryVersion } from "./entry.ts";
import { type EntryJson, type ListMode, toVersionJson } from "./entry-json.ts";
import { sameJson } from "./note-content.ts";
import { requireVersion } from "./update-entry.ts";

const DEFAULT_VERSIONS = 20;

export interface HistoryInput extends PageInput {
  readonly entry_id: string;
  readonly mode?: ListMode | undefined;
}

/** Every version of an entry, newest first, trashed entries included. */
export async function listHistory(
  services: Services,
  caller: Caller,
  input: HistoryInput,
): Promise<PageEnvelope & { readonly entry_id: string; readonly versions: readonly EntryJson[] }> {
  const { rows, envelope } = await readPage<EntryVersion>(services, caller.owner, {
    input,
    query: queryKey("history", { entry: input.entry_id }),
    defaultLimit: DEFAULT_VERSIONS,
    fetch: (limit, position) =>
      services.store.history.list(caller.owner, input.entry_id, {
        limit,
        ...(position?.[0] === undefined ? {} : { beforeVersion: position[0] }),
      }),
    positionOf: (version) => [version.version],
  });
  if (rows.length === 0 && !envelope.has_more && input.cursor === undefined)
    throw entryNotFound(input.entry_id);
  return {
    entry_id: input.entry_id,
    versions: rows.map((row) => toVersionJson(row, input.mode)),
    ...envelope,
  };
}

export interface RevertInput {
  readonly entry_id: string;
  readonly version: number;
  readonly if_version?: number | undefined;
}

export interface RevertResult {
  readonly id: string;
  /** The entry's version now. */
  readonly version: number;
  readonly reverted_to: number;
}

/**
 * Makes an earlier version's content current again, as a new version; nothing of the history is lost. A record goes
 * back to the schema it was pinned to then, if that still exists and accepts it.
 */
export async function revertEntry(
  services: Services,
  caller: Caller,
  input: RevertInput,
): Promise<RevertResult> {
  const target = await services.store.history.find(caller.owner, input.entry_id, input.version);
  if (target?.type === "record") await requireRevertable(services, caller, input, target);
  const entry = await services.store.entries.change(
    caller.owner,
    input.entry_id,
    (current) => planRevert(current, target, input),
    caller.author,
  );
  if (entry === undefined) throw entryNotFound(input.entry_id);
  return { id: entry.id, version: entry.version, reverted_to: input.version };
}

async function requireRevertable(
  services: Services,
  { owner }: Caller,
  input: RevertInput,
  target: EntryVersion,
): Promise<void> {
  const current = await services.store.entries.findById(owner, input.entry_id);
  if (current === undefined) throw entryNotFound(input.entry_id);
  requireVersion(current, input.if_version);
  await requireValidVersion(services, owner, target);
}

function planRevert(
  current: Entry,
  target: EntryVersion | undefined,
  input: RevertInput,
): EntryChange | undefined {
  requireVersion(current, input.if_version);
  if (current.type === "status") {
    throw invalidParameter("entry_id", "A status is what its source reported last; it cannot be reverted.");
  }
  if (target === undefined) {
    throw new AwarenessError(
      "not_found",
      `The entry has no version ${input.version}; its versions are 1 to ${current.version} (see get_history).`,
      { details: { param: "version", value: input.version } },
    );
  }
  const { source, tags, data, language } = target;
  const same =
    source === current.source &&
    language === current.language &&
    sameJson(tags, current.tags) &&
    sameJson(data, current.data);
  return same ? undefined : { kind: "reverted", source, tags, data, language };
}
