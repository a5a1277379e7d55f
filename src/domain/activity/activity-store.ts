import type { OwnerId } from "../owner.ts";

/** One entry was handed to a client in full. */
export interface ReadEvent {
  readonly entryId: string;
  /** ms since 1970. */
  readonly at: number;
  readonly tool: string;
  /** What the client says it is; absent when it says nothing. */
  readonly platform?: string;
}

export interface ReadSummary {
  readonly count: number;
  /** ms since 1970. */
  readonly lastAt: number;
}

export interface ActivityStore {
  /** Appends all events in one transaction; events of entries that are gone are left out. */
  recordReads(owner: OwnerId, events: readonly ReadEvent[]): Promise<void>;
  /** Entries never read are missing from the map. */
  summarizeReads(owner: OwnerId, entryIds: readonly string[]): Promise<ReadonlyMap<string, ReadSummary>>;
}
