import { toIso } from "../clock.ts";
import { type PageEnvelope, type PageInput, queryKey, readPage } from "../page.ts";
import type { Caller, Services } from "../services.ts";
import { type EntryJson, type ListMode, toEntryJson } from "./entry-json.ts";
import { TRASH_RETENTION_MS, type TrashedEntry } from "./trash-store.ts";

export interface ListTrashInput extends PageInput {
  /** Only what was trashed at or after this time, ms since 1970. */
  readonly since?: number | undefined;
  readonly mode?: ListMode | undefined;
}

/** The trash, latest first; `deleted` is when an entry got there, `expires` when it will be purged. */
export async function listTrash(
  services: Services,
  caller: Caller,
  input: ListTrashInput,
): Promise<PageEnvelope & { readonly entries: readonly EntryJson[] }> {
  const { rows, envelope } = await readPage<TrashedEntry>(services, caller.owner, {
    input,
    query: queryKey("trash", { since: input.since }),
    fetch: (limit, position, offset) =>
      services.store.trash.list(caller.owner, {
        limit,
        offset,
        ...(input.since === undefined ? {} : { since: input.since }),
        ...(position === undefined ? {} : { after: { trashedAt: position[0] ?? 0, rev: position[1] ?? 0 } }),
      }),
    positionOf: ({ entry, trashedAt }) => [trashedAt, entry.rev],
  });
  return { entries: rows.map((row) => toTrashJson(row, input.mode)), ...envelope };
}

function toTrashJson({ entry, trashedAt }: TrashedEntry, mode: ListMode | undefined): EntryJson {
  return {
    ...toEntryJson(entry, mode),
    deleted: toIso(trashedAt),
    expires: toIso(trashedAt + TRASH_RETENTION_MS),
  };
}
