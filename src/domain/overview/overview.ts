import { ENTRY_TYPES, type EntryType } from "../entries/entry.ts";
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
