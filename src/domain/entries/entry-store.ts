import type { OwnerId } from "../owner.ts";
import type { Author, Entry, EntryChange, EntryType, NewEntry } from "./entry.ts";

/** Conditions that must all hold. Times are ms since 1970, bounds inclusive. */
export interface EntryFilter {
  readonly types?: readonly EntryType[];
  readonly source?: string;
  /** Only entries of one of these sources; of an empty list, none. */
  readonly sources?: readonly string[];
  /** The entry carries all of them. */
  readonly tags?: readonly string[];
  readonly changedSince?: number;
  readonly changedUntil?: number;
  readonly createdAfter?: number;
  readonly createdBefore?: number;
  /** `data.learned_from` equals. */
  readonly learnedFrom?: string;
  /** ISO 639-1 code, or `null` for entries without a language. */
  readonly language?: string | null;
  /** Only entries whose content was changed at least once (`updatedAt` is set). */
  readonly edited?: boolean;
  /** Leaves out entries whose current version this writer made (both members equal). */
  readonly notWrittenBy?: Pick<Author, "by" | "client">;
  /** Only alerts that are not resolved (`data.resolved` is not `true`). */
  readonly unresolved?: true;
  /**
   * Only intentions in this state now; a pending or snoozed one whose time has come (`data.deliver_at`, or
   * `data.snooze_until` while snoozed) counts as `fired`.
   */
  readonly state?: string;
  /** Only entries whose `data.related_ids` hold this id. */
  readonly linksTo?: string;
  /** Only entries with one of these ids. */
  readonly ids?: readonly string[];
}

/** A piece of a list in descending `rev` order. */
export interface PageRequest {
  /** 0 or more; the store returns at most this many. */
  readonly limit: number;
  /** Only entries with a smaller `rev`. */
  readonly beforeRev?: number;
  /** Rows to leave out first; meant for old clients, a cursor is stable and this is not. */
  readonly offset?: number;
}

export interface EntryKey {
  readonly type: EntryType;
  readonly source: string;
  readonly logicalKey: string;
}

/**
 * Live entries: neither deleted nor past their expiry. Every method is atomic; a write is durable when its promise
 * resolves. Errors: `conflict` for a taken logical key, `unavailable` when storage cannot serve.
 */
export interface EntryStore {
  insert(owner: OwnerId, entry: NewEntry, author: Author): Promise<Entry>;
  /**
   * Inserts `entry`, or, when a live entry of the same type has the key, applies `merge` to that one in the same
   * transaction. `merge` answers `undefined` for "nothing to change". It is pure and may run more than once.
   */
  upsert(
    owner: OwnerId,
    key: EntryKey,
    entry: NewEntry,
    merge: (current: Entry) => EntryChange | undefined,
    author: Author,
  ): Promise<{ readonly entry: Entry; readonly created: boolean }>;
  /**
   * Applies `rule` to one live entry in one transaction and keeps the previous version in the history. `undefined`
   * from the rule changes nothing; an error thrown by it rolls back and is passed on. Unknown id: `undefined`.
   */
  change(
    owner: OwnerId,
    id: string,
    rule: (current: Entry) => EntryChange | undefined,
    author: Author,
  ): Promise<Entry | undefined>;
  findById(owner: OwnerId, id: string): Promise<Entry | undefined>;
  /** Newest change first. */
  list(owner: OwnerId, filter: EntryFilter, page: PageRequest): Promise<readonly Entry[]>;
  count(owner: OwnerId, filter: EntryFilter): Promise<number>;
}
