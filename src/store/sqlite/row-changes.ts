import type { Database } from "better-sqlite3";
import type { OwnerId } from "../../domain/owner.ts";

const KEEP_VERSIONS = /* sql */ `
  INSERT INTO entry_versions (owner_id, entry_id, version, type, source, logical_key, language, expires_at, deleted_at,
                              at, change, written_by, client, client_id, token_id, tool, content_hash, tags, data)
  SELECT e.owner_id, e.id, e.version, e.type, e.source, e.logical_key, e.language, e.expires_at, e.deleted_at,
         e.changed_at, e.change, e.written_by, e.client, e.client_id, e.token_id, e.tool, e.content_hash, e.tags, e.data
    FROM json_each(:rows) r
   CROSS JOIN entries e ON e.n = r.value
   WHERE e.owner_id = :owner`;

const DROP_TAGS = /* sql */ `
  DELETE FROM entry_tags
   WHERE owner_id = :owner
     AND (deleted, tag, rev) IN (
         SELECT e.deleted_at IS NOT NULL, t.value, e.rev
           FROM json_each(:rows) r
          CROSS JOIN entries e ON e.n = r.value
          CROSS JOIN json_each(e.tags) t
          WHERE e.owner_id = :owner)`;

const ADD_TAGS = /* sql */ `
  INSERT OR IGNORE INTO entry_tags (owner_id, deleted, tag, rev)
  SELECT e.owner_id, e.deleted_at IS NOT NULL, t.value, e.rev
    FROM json_each(:rows) r
   CROSS JOIN entries e ON e.n = r.value
   CROSS JOIN json_each(e.tags) t
   WHERE e.owner_id = :owner`;

/**
 * The steps that every change of existing rows is made of, whatever the change. Sets of rows are handed to SQLite as
 * a JSON array of `entries.n`: the same statements serve one row and 100,000.
 */
export interface RowChanges {
  /**
   * Keeps the rows as they are now in the history, runs `update`, which gives each a new `rev`, and moves their tags
   * along. Must run inside a write transaction.
   */
  apply(owner: OwnerId, rows: string, update: () => void): void;
}

export function createRowChanges(db: Database): RowChanges {
  type Parameters = { readonly owner: string; readonly rows: string };
  const keepVersions = db.prepare<Parameters>(KEEP_VERSIONS);
  const dropTags = db.prepare<Parameters>(DROP_TAGS);
  const addTags = db.prepare<Parameters>(ADD_TAGS);

  return {
    apply(owner, rows, update) {
      keepVersions.run({ owner, rows });
      dropTags.run({ owner, rows });
      update();
      addTags.run({ owner, rows });
    },
  };
}
