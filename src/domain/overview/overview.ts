import { ENTRY_TYPES, type EntryType } from "../entries/entry.ts";
import type { OwnerId } from "../owner.ts";
import type { Caller, Services } from "../services.ts";

export interface Stats {
  /** Every type, zeros included. */
  readonly entries: Readonly<Record<EntryType, number>>;
  /** Distinct sources, sorted. */
  readonly sources: readonly string[];
  readonly total: number;
}

/** How much the owner has, live entries only. */
export async function getStats({ store }: Services, caller: Caller): Promise<Stats> {
  const { types, sources } = await store.overview.stats(caller.owner);
  const entries = Object.fromEntries(ENTRY_TYPES.map((type) => [type, types.get(type) ?? 0]));
  const total = [...types.values()].reduce((sum, count) => sum + count, 0);
  return { entries: entries as Record<EntryType, number>, sources, total };
}

/** Every source of the owner's live entries, sorted. */
export async function listSources({ store }: Services, owner: OwnerId): Promise<readonly string[]> {
  return (await store.overview.stats(owner)).sources;
}

/** Every tag of the owner's live entries, the most used first. */
export async function listTags({ store }: Services, owner: OwnerId): Promise<readonly string[]> {
  return (await store.overview.tags(owner)).map(({ tag }) => tag);
}
