import type { Database } from "better-sqlite3";
import type { Author, Entry, EntryChange, NewEntry } from "../../domain/entries/entry.ts";
import type { OwnerId } from "../../domain/owner.ts";
import { authorValues, SET_AUTHOR } from "../shared/author-row.ts";
import { changedContent } from "../shared/changed-content.ts";
import { contentHash } from "../shared/content-hash.ts";
import { toStoredContent } from "../shared/entry-row.ts";
import type { Burier } from "./bury.ts";
import { createAddLinks } from "./entry-links.ts";
import type { RowChanges } from "./row-changes.ts";
import { createFreeSchemaName } from "./schema-names.ts";
import type { WriteTransaction } from "./write-batch.ts";

const INSERT = /* sql */ `
  INSERT INTO entries (owner_id, id, rev, type, source, logical_key, language, created_at, changed_at, expires_at,
                       version, change, written_by, client, client_id, token_id, tool, content_hash, tags, data)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 1, 'created', ?, ?, ?, ?, ?, ?, ?, ?)`;

const ADD_TAGS_OF_NEW = /* sql */ `
  INSERT OR IGNORE INTO entry_tags (owner_id, deleted, tag, rev)
  SELECT ?, 0, value, ? FROM json_each(?)`;

const UPDATE = /* sql */ `
  UPDATE entries
     SET rev = :rev, source = :source, logical_key = :logical_key, language = :language, updated_at = :now,
         changed_at = :now, expires_at = :expires_at, version = version + 1, change = :kind, ${SET_AUTHOR},
         content_hash = :hash, tags = :tags, data = :data
   WHERE owner_id = :owner AND n = :n`;

/** An entry with its row number. */
export interface StoredEntry {
  readonly n: number;
  readonly entry: Entry;
}

/** Writes of single entries; for use inside a write transaction. */
export interface EntryWriter {
  insert(transaction: WriteTransaction, owner: OwnerId, entry: NewEntry, author: Author): Entry;
  change(
    transaction: WriteTransaction,
    owner: OwnerId,
    current: StoredEntry,
    change: EntryChange,
    author: Author,
  ): Entry;
}

export function createEntryWriter(db: Database, changes: RowChanges, burier: Burier): EntryWriter {
  const insert = db.prepare(INSERT);
  const addTagsOfNew = db.prepare<[string, number, string]>(ADD_TAGS_OF_NEW);
  const update = db.prepare(UPDATE);
  const addLinks = createAddLinks(db);
  const freeSchemaName = createFreeSchemaName(db, burier);

  return {
    insert(transaction, owner, entry, author) {
      const { id, logicalKey } = entry;
      if (logicalKey !== undefined) burier.freeKey(transaction, owner, { ...entry, logicalKey }, author);
      if (entry.type === "schema") freeSchemaName(transaction, owner, entry.data, author);
      const { rev, now } = transaction.stamp();
      const row = toStoredContent(entry);
      const { by, client = null, clientId = null, tokenId = null, tool } = author;
      const hash = contentHash(row);
      const { type, source, logical_key, language, expires_at, tags, data } = row;
      // Positional: this is the hottest write, and names cost a look-up each.
      const content = [type, source, logical_key, language, now, now, expires_at];
      insert.run(owner, id, rev, ...content, by, client, clientId, tokenId, tool, hash, tags, data);
      if (entry.tags.length > 0) addTagsOfNew.run(owner, rev, tags);
      addLinks(owner, rev, entry.data);
      return { ...entry, createdAt: now, changedAt: now, rev, version: 1, change: "created", author };
    },

    change(transaction, owner, { n, entry }, change, author) {
      const content = changedContent(entry, change);
      const { logicalKey } = content;
      const moved = logicalKey !== entry.logicalKey || content.source !== entry.source;
      if (moved && logicalKey !== undefined) {
        burier.freeKey(transaction, owner, { ...content, logicalKey }, author);
      }
      const { rev, now } = transaction.stamp();
      const stored = toStoredContent(content);
      const { type: _type, ...columns } = stored;
      const row = { ...columns, owner, n, rev, now, kind: change.kind, ...authorValues(author) };
      changes.apply(owner, `[${n}]`, () => update.run({ ...row, hash: contentHash(stored) }));
      const { id, createdAt, version } = entry;
      const made = { createdAt, updatedAt: now, changedAt: now, rev, version: version + 1 };
      return { ...content, id, ...made, change: change.kind, author };
    },
  };
}
