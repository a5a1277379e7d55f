import type { Author, Entry, EntryChange, NewEntry } from "../../domain/entries/entry.ts";
import type { OwnerId } from "../../domain/owner.ts";
import { authorValues, SET_AUTHOR } from "../shared/author-row.ts";
import { changedContent } from "../shared/changed-content.ts";
import { contentHash } from "../shared/content-hash.ts";
import { toStoredContent } from "../shared/entry-row.ts";
import { freeKey } from "./bury.ts";
import { linksOf, mayLink } from "./entry-links.ts";
import { applyChange } from "./row-changes.ts";
import { freeSchemaName } from "./schema-names.ts";
import { sql } from "./sql.ts";
import type { WriteTransaction } from "./transactions.ts";

/** What follows an owner's new rev: the row `stamp`. */
const ADD = /* sql */ `
  entry AS (
    INSERT INTO entries (owner_id, n, id, rev, type, source, logical_key, language, created_at, changed_at, expires_at,
                         version, change, written_by, client, client_id, token_id, tool, content_hash, tags, data)
    SELECT :owner, stamp.rev, :id, stamp.rev, :type, :source, :logical_key, :language, :now::bigint, :now::bigint,
           :expires_at::bigint, 1, 'created', :by, :client, :clientId, :tokenId, :tool, :hash::bytea,
           :tags, :data
      FROM stamp),
  tagged AS (
    INSERT INTO entry_tags (owner_id, deleted, tag, rev)
    SELECT :owner, false, tag, stamp.rev FROM stamp CROSS JOIN unnest(:tagList::text[]) tag),
  linked AS (
    INSERT INTO entry_links (owner_id, deleted, target_id, rev)
    SELECT :owner, false, target, stamp.rev FROM stamp CROSS JOIN unnest(:links::text[]) target)`;

/**
 * A whole entry in one statement. It takes the lock of the owner's row like every other change; nothing is stored, and
 * nothing answered, for an owner who has no such row yet.
 */
export const INSERT_STAMPED = sql(/* sql */ `
  WITH stamp AS (
    UPDATE owners
       SET rev = rev + 1, skew_ms = greatest(skew_ms, latest_at - :now::bigint),
           latest_at = greatest(latest_at, :now::bigint)
     WHERE owner_id = :owner
    RETURNING rev),
  ${ADD}
  SELECT rev FROM stamp`);

/** The same under a rev that the transaction has given out. */
const INSERT = sql(/* sql */ `
  WITH stamp AS (SELECT :rev::bigint AS rev),
  ${ADD}
  SELECT rev FROM stamp`);

const UPDATE = sql(/* sql */ `
  UPDATE entries
     SET rev = :rev::bigint, source = :source, logical_key = :logical_key, language = :language, updated_at = :now::bigint,
         changed_at = :now::bigint, expires_at = :expires_at::bigint, version = version + 1, change = :kind,
         ${SET_AUTHOR}, content_hash = :hash::bytea, tags = :tags, data = :data
   WHERE owner_id = :owner AND n = :n::bigint`);

/** An entry with its row number. */
export interface StoredEntry {
  readonly n: number;
  readonly entry: Entry;
}

/** True when nothing can be in the way of a new entry, so that one statement is all it takes. */
export function isUnkeyed({ logicalKey, type }: NewEntry): boolean {
  return logicalKey === undefined && type !== "schema";
}

/** Values of `INSERT_STAMPED`. */
export function insertValues(owner: OwnerId, entry: NewEntry, author: Author, now: number) {
  const row = toStoredContent(entry);
  const tagList = [...new Set(entry.tags)];
  const links = linksOf(entry.data);
  return {
    ...row,
    owner,
    id: entry.id,
    now,
    ...authorValues(author),
    hash: contentHash(row),
    tagList,
    links,
  };
}

/** The entry as it is stored. */
export function newlyStored(entry: NewEntry, author: Author, rev: number, now: number): Entry {
  return { ...entry, createdAt: now, changedAt: now, rev, version: 1, change: "created", author };
}

/** Adds an entry; a name or key that only an expired entry holds is freed first. */
export async function insertEntry(
  transaction: WriteTransaction,
  owner: OwnerId,
  entry: NewEntry,
  author: Author,
): Promise<Entry> {
  const { logicalKey } = entry;
  if (logicalKey !== undefined) await freeKey(transaction, owner, { ...entry, logicalKey }, author);
  if (entry.type === "schema") await freeSchemaName(transaction, owner, entry.data, author);
  const { rev, now } = await transaction.stamp();
  transaction.send(INSERT, { ...insertValues(owner, entry, author, now), rev });
  return newlyStored(entry, author, rev, now);
}

export async function changeEntry(
  transaction: WriteTransaction,
  owner: OwnerId,
  { n, entry }: StoredEntry,
  change: EntryChange,
  author: Author,
): Promise<Entry> {
  const content = changedContent(entry, change);
  const { logicalKey } = content;
  const moved = logicalKey !== entry.logicalKey || content.source !== entry.source;
  if (moved && logicalKey !== undefined) {
    await freeKey(transaction, owner, { ...content, logicalKey }, author);
  }
  const { rev, now } = await transaction.stamp();
  const { type: _type, ...row } = toStoredContent(content);
  const values = { ...row, owner, n, rev, now, kind: change.kind, ...authorValues(author) };
  const hash = contentHash(toStoredContent(content));
  const links = mayLink(entry.data) || mayLink(content.data);
  applyChange(transaction, owner, [n], () => transaction.send(UPDATE, { ...values, hash }), links);
  const { id, createdAt, version } = entry;
  const made = { createdAt, updatedAt: now, changedAt: now, rev, version: version + 1 };
  return { ...content, id, ...made, change: change.kind, author };
}
