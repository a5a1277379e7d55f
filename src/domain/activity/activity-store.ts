import type { Entry } from "../entries/entry.ts";
import type { PageRequest } from "../entries/entry-store.ts";
import type { OwnerId } from "../owner.ts";
import type { ActionRow, ActivityFilter, ActivityPage, ActivityRow, NewAction, ReadRow } from "./action.ts";

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
  /** Appends an action and answers its id; `undefined` when there is no such live entry. */
  recordAction(owner: OwnerId, action: NewAction): Promise<number | undefined>;
  /** Newest first, in descending (time, id) order. Reads carry no tags: a filter with tags finds none. */
  listReads(owner: OwnerId, filter: ActivityFilter, page: ActivityPage): Promise<readonly ReadRow[]>;
  /** Newest first, in descending (time, id) order. */
  listActions(owner: OwnerId, filter: ActivityFilter, page: ActivityPage): Promise<readonly ActionRow[]>;
  /** Reads and actions merged, newest first, in descending (time, kind, id) order. */
  listActivity(owner: OwnerId, filter: ActivityFilter, page: ActivityPage): Promise<readonly ActivityRow[]>;
  /** Live entries without a read, or without one at or after `since` (ms since 1970), newest change first. */
  listUnread(
    owner: OwnerId,
    filter: { readonly since?: number },
    page: PageRequest,
  ): Promise<readonly Entry[]>;
}
