import type { ChangeKind, Entry, EntryContent, EntryData, EntryType } from "../../domain/entries/entry.ts";
import { toAuthor } from "./author-row.ts";
import type { StoredContent } from "./content-hash.ts";
import { damagedRow } from "./damaged-row.ts";

/**
 * A row of `entries` in the order of `ENTRY_COLUMNS`. Statements give arrays (`raw()`), not objects: with this many
 * columns that makes a list half as expensive again.
 */
export type EntryRow = readonly [
  n: number,
  id: string,
  rev: number,
  type: EntryType,
  source: string,
  logicalKey: string | null,
  language: string | null,
  createdAt: number,
  updatedAt: number | null,
  changedAt: number,
  expiresAt: number | null,
  deletedAt: number | null,
  version: number,
  change: ChangeKind,
  writtenBy: string,
  client: string | null,
  clientId: string | null,
  tokenId: string | null,
  tool: string,
  tags: string,
  data: string,
  ...more: unknown[],
];

/** The columns of `EntryRow`, of a table or alias `e`. */
export const ENTRY_COLUMNS = /* sql */ `
    e.n, e.id, e.rev, e.type, e.source, e.logical_key, e.language, e.created_at, e.updated_at, e.changed_at,
    e.expires_at, e.deleted_at, e.version, e.change, e.written_by, e.client,
    e.client_id, e.token_id, e.tool, e.tags, e.data`;

/** Position of the first column that a statement selects after `ENTRY_COLUMNS`. */
export const AFTER_ENTRY_COLUMNS = 21;
/** Position of `data`. */
export const DATA_COLUMN = 20;

/** Neither deleted nor expired at `:now`. */
export const IS_LIVE = "e.deleted_at IS NULL AND (e.expires_at IS NULL OR e.expires_at > :now)";

type Mutable<T> = { -readonly [Member in keyof T]: T[Member] };

/** @throws AwarenessError `unavailable` (`corrupt`) when the stored JSON is not what was written. */
export function toEntry(row: EntryRow): Entry {
  const [
    ,
    id,
    rev,
    type,
    source,
    logicalKey,
    language,
    createdAt,
    updatedAt,
    changedAt,
    expiresAt,
    deletedAt,
  ] = row;
  const [, , , , , , , , , , , , version, change, written_by, client] = row;
  const [, , , , , , , , , , , , , , , , client_id, token_id, tool, tags, data] = row;
  const entry: Mutable<Entry> = {
    id,
    type,
    source,
    tags: parseStrings(tags),
    data: parseData(data),
    createdAt,
    changedAt,
    rev,
    version,
    change,
    author: toAuthor({ written_by, client, client_id, token_id, tool }),
  };
  if (logicalKey !== null) entry.logicalKey = logicalKey;
  if (language !== null) entry.language = language;
  if (updatedAt !== null) entry.updatedAt = updatedAt;
  if (expiresAt !== null) entry.expiresAt = expiresAt;
  if (deletedAt !== null) entry.deletedAt = deletedAt;
  return entry;
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
