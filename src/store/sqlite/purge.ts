import type { Database } from "better-sqlite3";

const FIND_DELETED = /* sql */ `
  WITH RECURSIVE owners (owner_id) AS (
    SELECT min(owner_id) FROM entries
    UNION ALL
    SELECT (SELECT min(e.owner_id) FROM entries e WHERE e.owner_id > o.owner_id)
      FROM owners o
     WHERE o.owner_id IS NOT NULL
  )
  SELECT e.n
    FROM owners o
   CROSS JOIN entries e INDEXED BY entries_deleted
      ON e.owner_id = o.owner_id AND e.deleted_at IS NOT NULL AND e.deleted_at < :before
   LIMIT :limit`;

const FIND_EXPIRED = /* sql */ `
  WITH RECURSIVE owners (owner_id) AS (
    SELECT min(owner_id) FROM entries
    UNION ALL
    SELECT (SELECT min(e.owner_id) FROM entries e WHERE e.owner_id > o.owner_id)
      FROM owners o
     WHERE o.owner_id IS NOT NULL
  )
  SELECT e.n
    FROM owners o
   CROSS JOIN entries e INDEXED BY entries_expiring
      ON e.owner_id = o.owner_id AND e.deleted_at IS NULL AND e.expires_at < :before AND e.expires_at <= :now
   LIMIT :limit`;

const REMOVE_TAGS = /* sql */ `
  DELETE FROM entry_tags
   WHERE (owner_id, deleted, tag, rev) IN (
         SELECT e.owner_id, e.deleted_at IS NOT NULL, t.value, e.rev
           FROM json_each(:rows) r
          CROSS JOIN entries e ON e.n = r.value
          CROSS JOIN json_each(e.tags) t)`;

/** Versions, reads and actions go with the entry (ON DELETE CASCADE). */
const REMOVE_ENTRIES = /* sql */ `
  DELETE FROM entries WHERE n IN (SELECT value FROM json_each(:rows))`;

/** Removes at most `limit` entries of any owner that were trashed before `before`; answers how many. */
export type Purge = (before: number, limit: number, now: number) => number;

/** Owners are visited one after the other, each through the indexes that start with the owner. */
export function createPurge(db: Database): Purge {
  const findDeleted = db.prepare<{ before: number; limit: number }, number>(FIND_DELETED).pluck();
  const findExpired = db
    .prepare<{ before: number; limit: number; now: number }, number>(FIND_EXPIRED)
    .pluck();
  const removeTags = db.prepare<{ rows: string }>(REMOVE_TAGS);
  const removeEntries = db.prepare<{ rows: string }>(REMOVE_ENTRIES);

  return (before, limit, now) => {
    if (limit <= 0) return 0;
    const deleted = findDeleted.all({ before, limit });
    const left = limit - deleted.length;
    const expired = left > 0 ? findExpired.all({ before, limit: left, now }) : [];
    const found = [...deleted, ...expired];
    if (found.length === 0) return 0;
    const rows = JSON.stringify(found);
    removeTags.run({ rows });
    removeEntries.run({ rows });
    return found.length;
  };
}
