import type {
  Author,
  ChangeKind,
  Entry,
  EntryContent,
  EntryData,
  EntryType,
} from "../../domain/entries/entry.ts";
import type { StoredContent } from "./content-hash.ts";
import { damagedRow } from "./errors.ts";

/** A row of `entries` as the statements here select it. */
export interface EntryRow {
  readonly n: number;
  readonly id: string;
  readonly rev: number;
  readonly type: EntryType;
  readonly source: string;
  readonly logical_key: string | null;
  readonly language: string | null;
  readonly created_at: number;
  readonly updated_at: number | null;
  readonly changed_at: number;
  readonly expires_at: number | null;
  readonly deleted_at: number | null;
  readonly version: number;
  readonly change: ChangeKind;
  readonly written_by: string;
  readonly client: string | null;
  readonly tool: string;
  readonly tags: string;
  readonly data: string;
}

/** The columns of `EntryRow`, of a table or alias `e`. */
export const ENTRY_COLUMNS = /* sql */ `
    e.n, e.id, e.rev, e.type, e.source, e.logical_key, e.language, e.created_at, e.updated_at, e.changed_at,
    e.expires_at, e.deleted_at, e.version, e.change, e.written_by, e.client, e.tool, e.tags, e.data`;

/** Neither deleted nor expired at `:now`. */
export const IS_LIVE = "e.deleted_at IS NULL AND (e.expires_at IS NULL OR e.expires_at > :now)";

type Mutable<T> = { -readonly [Member in keyof T]: T[Member] };

/** @throws AwarenessError `unavailable` (`corrupt`) when the stored JSON is not what was written. */
export function toEntry(row: EntryRow): Entry {
  const entry: Mutable<Entry> = {
    id: row.id,
    type: row.type,
    source: row.source,
    tags: parseStrings(row.tags),
    data: parseData(row.data),
    createdAt: row.created_at,
    changedAt: row.changed_at,
    rev: row.rev,
    version: row.version,
    change: row.change,
    author: toAuthor(row),
  };
  if (row.logical_key !== null) entry.logicalKey = row.logical_key;
  if (row.language !== null) entry.language = row.language;
  if (row.updated_at !== null) entry.updatedAt = row.updated_at;
  if (row.expires_at !== null) entry.expiresAt = row.expires_at;
  if (row.deleted_at !== null) entry.deletedAt = row.deleted_at;
  return entry;
}

export function toAuthor(row: Pick<EntryRow, "written_by" | "client" | "tool">): Author {
  const { written_by: by, client, tool } = row;
  return client === null ? { by, tool } : { by, client, tool };
}

/** The content columns for an entry or a version to be stored. */
export function toStoredContent(content: EntryContent): StoredContent {
  return {
    type: content.type,
    source: content.source,
    logical_key: content.logicalKey ?? null,
    tags: JSON.stringify(content.tags),
    data: JSON.stringify(content.data),
    language: content.language ?? null,
    expires_at: content.expiresAt ?? null,
  };
}

export function parseStrings(text: string): readonly string[] {
  const value = parseJson(text);
  if (Array.isArray(value) && value.every((tag) => typeof tag === "string")) return value;
  throw damagedRow();
}

export function parseData(text: string): EntryData {
  const value = parseJson(text);
  if (isObject(value)) return value;
  throw damagedRow();
}

function isObject(value: unknown): value is EntryData {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw damagedRow(error);
  }
}
