import type { OwnerId } from "../owner.ts";
import type { Services } from "../services.ts";
import { MAX_CHANGELOG, toChangelog } from "./changelog.ts";
import type { Entry } from "./entry.ts";

/** Entries with their edits, read off the history, as `data.changelog`; entries never edited stay as they are. */
export async function withChangelogs(
  { store }: Pick<Services, "store">,
  owner: OwnerId,
  entries: readonly Entry[],
): Promise<readonly Entry[]> {
  const edited = entries.filter(({ updatedAt }) => updatedAt !== undefined).map(({ id }) => id);
  if (edited.length === 0) return entries;
  const versions = await store.history.listSuperseded(owner, edited, MAX_CHANGELOG);
  return entries.map((entry) => {
    const items = toChangelog(versions.get(entry.id) ?? [], entry);
    if (items.length === 0) return entry;
    const changelog = items.map(({ updated, changed }) => ({ updated, changed }));
    return { ...entry, data: { ...entry.data, changelog } };
  });
}
