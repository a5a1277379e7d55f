import type { Database } from "better-sqlite3";
import type { OwnerId } from "../../domain/owner.ts";
import { toBytes } from "../../domain/search/indexed-document.ts";
import { ClaimLost } from "../shared/claimed-index.ts";
import { DATA_COLUMN, ENTRY_COLUMNS, type EntryRow } from "../shared/entry-row.ts";
import {
  type ChangedDocument,
  type Flush,
  type FoundChanges,
  languageChanges,
} from "../shared/search-flush.ts";
import { MOST_FLUSHED } from "../shared/search-limits.ts";
import { LIMIT } from "./limit.ts";

const CHANGED = /* sql */ `
  SELECT ${ENTRY_COLUMNS}, d.language
    FROM entries e INDEXED BY entries_rev
    LEFT JOIN search_documents d ON d.n = e.n
   WHERE e.owner_id = :owner AND e.rev > :indexed
   ORDER BY e.rev ${LIMIT}`;

/** An entry that was purged meanwhile is left out. */
const PUT_DOCUMENT = /* sql */ `
  INSERT OR REPLACE INTO search_documents (n, owner_id, source, language, rev, created_at, changed_at, expires_at, forward)
  SELECT n, owner_id, source, :language, rev, created_at, changed_at, expires_at, :forward
    FROM entries WHERE n = :n AND owner_id = :owner`;

const REMOVE_DOCUMENT = /* sql */ `
  DELETE FROM search_documents WHERE n = :n`;

const COUNT_LANGUAGE = /* sql */ `
  INSERT INTO search_languages (owner_id, language, entries) VALUES (:owner, :language, :change)
  ON CONFLICT (owner_id, language) DO UPDATE SET entries = max(0, search_languages.entries + excluded.entries)`;

const SET_INDEXED = /* sql */ `
  UPDATE search_owners SET indexed_rev = :to WHERE owner_id = :owner AND indexed_rev = :from`;

/** Reads what changed since `indexed`; `undefined` when nothing did. */
export type FindChanges = (owner: OwnerId, indexed: number) => FoundChanges | undefined;

export function createFindChanges(db: Database): FindChanges {
  const changed = db.prepare<unknown[], EntryRow>(CHANGED).raw();

  return (owner, indexed) => {
    const rows: EntryRow[] = [];
    let size = 0;
    for (const row of changed.iterate({ owner, indexed, limit: MOST_FLUSHED.entries })) {
      rows.push(row);
      size += Buffer.byteLength(row[DATA_COLUMN]);
      if (size > MOST_FLUSHED.bytes) break;
    }
    const last = rows.at(-1);
    return last === undefined ? undefined : { from: indexed, to: last[2], rows };
  };
}

/** Writes everything of a flush but its lists; inside a transaction that holds the claim on the index. */
export type CommitDocuments = (owner: OwnerId, flush: Flush) => void;

export function createCommitDocuments(db: Database): CommitDocuments {
  const setIndexed = db.prepare(SET_INDEXED);
  const put = db.prepare(PUT_DOCUMENT);
  const remove = db.prepare(REMOVE_DOCUMENT);
  const countLanguage = db.prepare(COUNT_LANGUAGE);

  /** False when there was nothing to write. */
  function writeDocument(owner: OwnerId, { n, before, document, language }: ChangedDocument): boolean {
    if (document !== undefined)
      return put.run({ owner, n, language, forward: toBytes(document.forward) }).changes > 0;
    if (before !== null) remove.run({ n });
    return false;
  }

  return (owner, { from, to, entries }) => {
    if (setIndexed.run({ owner, from, to }).changes === 0) throw new ClaimLost();
    const written = new Set(entries.filter((entry) => writeDocument(owner, entry)).map(({ n }) => n));
    for (const [language, change] of languageChanges(entries, (n) => written.has(n))) {
      countLanguage.run({ owner, language, change });
    }
  };
}
