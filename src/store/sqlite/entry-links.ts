import type { Database } from "better-sqlite3";
import type { EntryData } from "../../domain/entries/entry.ts";
import type { OwnerId } from "../../domain/owner.ts";
import type { RowChanges } from "./row-changes.ts";

const LINKED = "e.deleted_at IS NOT NULL, l.value, e.rev";

/** Looking for the name in the text is far cheaper than parsing it, and most entries have no links. */
const FROM_ROWS = /* sql */ `
    FROM json_each(:rows) r
   CROSS JOIN entries e ON e.n = r.value AND instr(e.data, '"related_ids"') > 0
   CROSS JOIN json_each(e.data, '$.related_ids') l
   WHERE l.type = 'text' AND typeof(l.key) = 'integer'`;

const DROP = /* sql */ `
  DELETE FROM entry_links
   WHERE owner_id = :owner AND (deleted, target_id, rev) IN (
         SELECT ${LINKED} ${FROM_ROWS} AND e.owner_id = :owner)`;

const ADD = /* sql */ `
  INSERT OR IGNORE INTO entry_links (owner_id, deleted, target_id, rev)
  SELECT e.owner_id, ${LINKED} ${FROM_ROWS} AND e.owner_id = :owner`;

const ADD_OF_NEW = /* sql */ `
  INSERT OR IGNORE INTO entry_links (owner_id, deleted, target_id, rev)
  SELECT ?, 0, value, ? FROM json_each(?) WHERE type = 'text'`;

/** Of any owner; for the purge. */
export const REMOVE_LINKS = /* sql */ `
  DELETE FROM entry_links WHERE (owner_id, deleted, target_id, rev) IN (SELECT e.owner_id, ${LINKED} ${FROM_ROWS})`;

/** The changes of rows, with their links moved along. */
export function withLinks(db: Database, changes: RowChanges): RowChanges {
  type Parameters = { readonly owner: string; readonly rows: string };
  const drop = db.prepare<Parameters>(DROP);
  const add = db.prepare<Parameters>(ADD);

  return {
    apply(owner, rows, update) {
      drop.run({ owner, rows });
      changes.apply(owner, rows, update);
      add.run({ owner, rows });
    },
  };
}

/** Adds the links of an entry that has just been made. */
export type AddLinks = (owner: OwnerId, rev: number, data: EntryData) => void;

export function createAddLinks(db: Database): AddLinks {
  const add = db.prepare<[string, number, string]>(ADD_OF_NEW);

  return (owner, rev, { related_ids }) => {
    if (Array.isArray(related_ids) && related_ids.length > 0)
      add.run(owner, rev, JSON.stringify(related_ids));
  };
}
