import type { EntryType } from "../entries/entry.ts";
import type { OwnerId } from "../owner.ts";

/** Sizes of what an owner has; live entries only. */
export interface OverviewStore {
  /**
   * Counts per type (types without entries may be missing) and all sources, sorted by code point; with `sources`, of
   * entries of these sources alone.
   */
  stats(
    owner: OwnerId,
    sources?: readonly string[],
  ): Promise<{ readonly types: ReadonlyMap<EntryType, number>; readonly sources: readonly string[] }>;
  /** Tags by count, largest first, ties by name; with `sources`, those of entries of these sources alone. */
  tags(
    owner: OwnerId,
    sources?: readonly string[],
  ): Promise<readonly { readonly tag: string; readonly count: number }[]>;
  /** The owner's highest `rev`, trashed entries included; 0 without entries. */
  latestRev(owner: OwnerId): Promise<number>;
  /** A number for each owner that is higher after every change of the owner's entries; owners without any may be missing. */
  latestRevs(owners: readonly OwnerId[]): Promise<ReadonlyMap<OwnerId, number>>;
}
