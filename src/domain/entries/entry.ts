/** All entry types, in the order in which `get_stats` lists them. */
export const ENTRY_TYPES = [
  "status",
  "alert",
  "pattern",
  "suppression",
  "context",
  "preference",
  "note",
  "intention",
  "schema",
  "record",
] as const;
export type EntryType = (typeof ENTRY_TYPES)[number];

/** The types that `get_knowledge` covers when none is named. */
export const KNOWLEDGE_TYPES = ["pattern", "context", "preference", "note"] as const satisfies EntryType[];

export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };
export type EntryData = { readonly [key: string]: Json };

/** Who makes a change. `by`, `clientId` and `tokenId` are verified, `client` is what the client says of itself. */
export interface Author {
  readonly by: string;
  readonly client?: string;
  /** OAuth client that the token was issued to. */
  readonly clientId?: string;
  /** Id (`jti`) of the token. */
  readonly tokenId?: string;
  /** Tool, resource or command that makes the change. */
  readonly tool: string;
}

/** Why a version exists. */
export const CHANGE_KINDS = ["created", "updated", "deleted", "restored", "reverted"] as const;
export type ChangeKind = (typeof CHANGE_KINDS)[number];

/** The part of an entry that a version preserves. */
export interface EntryContent {
  readonly type: EntryType;
  readonly source: string;
  readonly tags: readonly string[];
  readonly data: EntryData;
  readonly logicalKey?: string;
  /** ISO 639-1 code; absent when unknown. */
  readonly language?: string;
  /** End of life in ms since 1970; from this millisecond on the entry counts as trashed. */
  readonly expiresAt?: number;
}

export interface NewEntry extends EntryContent {
  readonly id: string;
}

/** One stored item. All times are ms since 1970. */
export interface Entry extends EntryContent {
  readonly id: string;
  readonly createdAt: number;
  /** Last change of content; absent until the first one. */
  readonly updatedAt?: number;
  /** Last change of any kind: creation, edit, delete, restore, revert. */
  readonly changedAt: number;
  readonly deletedAt?: number;
  /** Number of the change in the whole database; grows with every change and orders lists. */
  readonly rev: number;
  /** 1 for a new entry, one more for every change. */
  readonly version: number;
  /** How the current version came about. */
  readonly change: ChangeKind;
  readonly author: Author;
}

/** One state of an entry, current or superseded. */
export interface EntryVersion extends EntryContent {
  readonly id: string;
  readonly version: number;
  readonly change: ChangeKind;
  /** When this version was made, ms since 1970. */
  readonly at: number;
  readonly author: Author;
  readonly deletedAt?: number;
}

/** What a rule wants changed. Members left out stay; `undefined` for language or expiry clears it. */
export interface EntryChange {
  readonly kind: "updated" | "reverted";
  readonly source?: string;
  readonly tags?: readonly string[];
  readonly data?: EntryData;
  readonly logicalKey?: string | undefined;
  readonly language?: string | undefined;
  readonly expiresAt?: number | undefined;
}
