import type { StoredContent } from "./content-hash.ts";

/** Something stored that is not as it was written. */
export interface Damage {
  /** Which look has found it: `file`, `schema`, `content`, `integrity`, `references`, `tags` or `links`. */
  readonly check: string;
  /** What is wrong, for people. */
  readonly detail: string;
  /** Whose entry it is; the three are absent where the damage is in no single entry. They may be damaged themselves. */
  readonly owner?: string;
  readonly entryId?: string;
  readonly version?: number;
}

/** What was looked at. */
export interface Verification {
  /** Entries and old versions that were compared with their SHA-256. */
  readonly checked: number;
  readonly damaged: number;
  /** False where there is no database yet: then nothing was looked at. */
  readonly exists: boolean;
}

/** The tables with content, and the column that names the entry. */
export const HASHED_TABLES = [
  { table: "entries", id: "id" },
  { table: "entry_versions", id: "entry_id" },
] as const;

/** The columns that `content_hash` is made of. */
export const HASHED_COLUMNS = [
  "type",
  "source",
  "logical_key",
  "tags",
  "data",
  "language",
  "expires_at",
] as const satisfies readonly (keyof StoredContent)[];

/** An entry or version whose hash does not fit. */
export function damagedContent(owner: string, entryId: string, version: number): Damage {
  return { check: "content", detail: "is not as it was written", owner, entryId, version };
}
