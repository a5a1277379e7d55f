import type { ChangeKind, EntryType, EntryVersion } from "../../domain/entries/entry.ts";
import { type AuthorRow, toAuthor } from "./author-row.ts";
import { parseData, parseStrings } from "./entry-row.ts";

/** The current state of an entry, or a superseded one, as a row. */
export interface VersionRow extends AuthorRow {
  readonly id: string;
  readonly version: number;
  readonly type: EntryType;
  readonly source: string;
  readonly logical_key: string | null;
  readonly language: string | null;
  readonly expires_at: number | null;
  readonly deleted_at: number | null;
  readonly at: number;
  readonly change: ChangeKind;
  readonly tags: string;
  readonly data: string;
}

/** @throws AwarenessError `unavailable` (`corrupt`) when the stored JSON is not what was written. */
export function toVersion(row: VersionRow): EntryVersion {
  return {
    id: row.id,
    version: row.version,
    change: row.change,
    at: row.at,
    author: toAuthor(row),
    type: row.type,
    source: row.source,
    tags: parseStrings(row.tags),
    data: parseData(row.data),
    ...(row.logical_key === null ? {} : { logicalKey: row.logical_key }),
    ...(row.language === null ? {} : { language: row.language }),
    ...(row.expires_at === null ? {} : { expiresAt: row.expires_at }),
    ...(row.deleted_at === null ? {} : { deletedAt: row.deleted_at }),
  };
}
