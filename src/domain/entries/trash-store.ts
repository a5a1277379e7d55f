import type { OwnerId } from "../owner.ts";
import type { Author, Entry, EntryType } from "./entry.ts";

/**
 * Which entries a bulk operation means. An empty `tags` list selects nothing; entries of other sources than `sources` are
 * as good as not there.
 */
export type Selector = { readonly sources?: readonly string[] } & (
  | { readonly by: "id"; readonly id: string }
  | { readonly by: "tags"; readonly tags: readonly string[] }
  | { readonly by: "source"; readonly source: string; readonly type?: EntryType }
);

export interface TrashPage {
  readonly limit: number;
  readonly offset?: number;
  /** Only entries after this position in trash order. */
  readonly after?: { readonly trashedAt: number; readonly rev: number };
  /** Only entries trashed at or after this time, ms since 1970. */
  readonly since?: number;
  /** Only entries of one of these sources. */
  readonly sources?: readonly string[];
}

/** A trashed entry; `trashedAt` is when it was deleted or when it expired, whichever came first. */
export interface TrashedEntry {
  readonly entry: Entry;
  readonly trashedAt: number;
}

export interface RestoreOutcome {
  readonly restored: number;
  /** Ids that could not come back because a live entry holds their logical key. */
  readonly conflicts: readonly string[];
}

export interface TrashOutcome {
  /** How many entries were moved, or would be. */
  readonly trashed: number;
  /** Ids of the selected schemas that stay, because live records outside the selection are pinned to them. */
  readonly schemasInUse: readonly string[];
}

/** How long trash is kept before it is purged, ms. */
export const TRASH_RETENTION_MS = 30 * 24 * 60 * 60 * 1000;

/** What one purge did. */
export interface PurgeOutcome {
  /** How many entries and versions went. */
  readonly purged: number;
  /** There may be more to do: another call goes on. */
  readonly more: boolean;
  /** What the first owner was left out for, whose things could not be removed. */
  readonly failure?: unknown;
}

/** Deleted and expired entries. */
export interface TrashStore {
  /**
   * Moves live entries to the trash, one version each, except schemas in use by live records of the owner that are not
   * selected too. All or nothing.
   */
  trash(owner: OwnerId, selector: Selector, author: Author): Promise<TrashOutcome>;
  /** What `trash` would do. */
  countTrashable(owner: OwnerId, selector: Selector): Promise<TrashOutcome>;
  /**
   * Brings entries back, one version each. An expiry that has passed meanwhile is set anew, as long after now as it
   * first was after creation, so that a restored entry lives.
   */
  restore(owner: OwnerId, selector: Selector, author: Author): Promise<RestoreOutcome>;
  /** Latest trashed first. */
  list(owner: OwnerId, page: TrashPage): Promise<readonly TrashedEntry[]>;
  /**
   * Removes for good what was trashed before `before` (ms since 1970), with tags, links, history, reads and actions,
   * and superseded versions of statuses made before then: statuses are written so often that their history must be
   * bounded. At most `limit` entries and versions of any owner in short transactions.
   */
  purge(before: number, limit: number): Promise<PurgeOutcome>;
}
