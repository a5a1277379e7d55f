import type { OwnerId } from "../owner.ts";
import type { EntryVersion } from "./entry.ts";

export interface VersionPage {
  readonly limit: number;
  /** Only versions with a smaller number. */
  readonly beforeVersion?: number;
}

/** Every state an entry ever had, append-only, until the entry is purged. Covers trashed entries too. */
export interface HistoryStore {
  /** Newest version first, the current one included; empty for an unknown id. */
  list(owner: OwnerId, entryId: string, page: VersionPage): Promise<readonly EntryVersion[]>;
  find(owner: OwnerId, entryId: string, version: number): Promise<EntryVersion | undefined>;
  /** The newest `limit` superseded versions of each of several entries, oldest first, the current ones not included. */
  listSuperseded(
    owner: OwnerId,
    entryIds: readonly string[],
    limit: number,
  ): Promise<ReadonlyMap<string, readonly EntryVersion[]>>;
}
