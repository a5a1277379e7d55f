import type { Author, ChangeKind, EntryType } from "../entries/entry.ts";
import type { OwnerId } from "../owner.ts";
import type { Writer } from "./writer.ts";

/** Changes of a writer in a time; bounds inclusive, ms since 1970. */
export interface Touches {
  readonly writer: Writer;
  readonly since?: number;
  readonly until?: number;
}

/** What a plan needs to know of a version. */
export interface VersionMark {
  readonly version: number;
  readonly change: ChangeKind;
  /** ms since 1970. */
  readonly at: number;
  readonly author: Author;
  readonly deletedAt?: number;
  readonly expiresAt?: number;
  /** The same text for the same content, expiry included. */
  readonly content: string;
}

export interface TouchedEntry {
  readonly id: string;
  readonly type: EntryType;
  readonly source: string;
  /** From the version before the writer's first one in the time up to the current one, ascending. */
  readonly marks: readonly VersionMark[];
}

export interface TouchedPage {
  readonly entries: readonly TouchedEntry[];
  /** Where to go on; absent at the end. */
  readonly next?: number;
}

/** Gives one entry an earlier state, as a new version. */
export interface PutBack {
  readonly id: string;
  /** The entry's version as planned for; another one makes it `changed`. */
  readonly version: number;
  /** The superseded version whose content, expiry included, comes back; absent for trash that keeps its content. */
  readonly base?: number;
  /** Whether the entry is in the trash then. */
  readonly trashed: boolean;
}

/** `gone`: the entry or the earlier version is purged. `key_taken`: a live entry holds its logical key or schema name. */
export type PutBackOutcome = "done" | "changed" | "gone" | "key_taken" | "schema_in_use";

/** What one writer did, and taking it back. Covers live, expired and trashed entries. */
export interface UndoStore {
  /**
   * The touched entries behind `after` (0 at the beginning) in an order of the store's; looks at a bounded number of
   * entries. An entry that is changed meanwhile comes again, as it is then, and none is missed.
   */
  touched(owner: OwnerId, touches: Touches, after: number): Promise<TouchedPage>;
  /** All in one transaction; what cannot be done is left alone and told, by id. */
  putBack(
    owner: OwnerId,
    steps: readonly PutBack[],
    author: Author,
  ): Promise<ReadonlyMap<string, PutBackOutcome>>;
}
