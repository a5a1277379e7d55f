import type { Database } from "better-sqlite3";
import { REMOVE_LINKS } from "./entry-links.ts";
import { LIMIT } from "./limit.ts";

/** Steps from owner to owner through an index, since no query may read the whole store. */
const WITH_OWNERS = /* sql */ `WITH RECURSIVE owners (owner_id) AS (
    SELECT min(owner_id) FROM entries
    UNION ALL
    SELECT (SELECT min(e.owner_id) FROM entries e WHERE e.owner_id > o.owner_id)
      FROM owners o
     WHERE o.owner_id IS NOT NULL
  )`;

const FIND_DELETED = /* sql */ `
  ${WITH_OWNERS}
  SELECT e.n
    FROM owners o
   CROSS JOIN entries e INDEXED BY entries_deleted
      ON e.owner_id = o.owner_id AND e.deleted_at IS NOT NULL AND e.deleted_at < :before
   ${LIMIT}`;

const FIND_EXPIRED = /* sql */ `
  ${WITH_OWNERS}
  SELECT e.n
    FROM owners o
   CROSS JOIN entries e INDEXED BY entries_expiring
      ON e.owner_id = o.owner_id AND e.deleted_at IS NULL AND e.expires_at < :before AND e.expires_at <= :now
   ${LIMIT}`;

const REMOVE_TAGS = /* sql */ `
  DELETE FROM entry_tags
   WHERE (owner_id, deleted, tag, rev) IN (
         SELECT e.owner_id, e.deleted_at IS NOT NULL, t.value, e.rev
           FROM json_each(:rows) r
          CROSS JOIN entries e ON e.n = r.value
          CROSS JOIN json_each(e.tags) t)`;

const REMOVE_ACTION_TAGS = /* sql */ `
  DELETE FROM action_tags
   WHERE (owner_id, tag, at, action_id) IN (
         SELECT a.owner_id, t.value, a.at, a.id
           FROM json_each(:rows) r
          CROSS JOIN entries e ON e.n = r.value
          CROSS JOIN actions a INDEXED BY actions_by_entry ON a.owner_id = e.owner_id AND a.entry_id = e.id
          CROSS JOIN json_each(a.tags) t)`;

/** Versions, reads and actions go with the entry (ON DELETE CASCADE). */
const REMOVE_ENTRIES = /* sql */ `
  DELETE FROM entries WHERE n IN (SELECT value FROM json_each(:rows))`;

const REMOVE_STATUS_VERSIONS = /* sql */ `
  ${WITH_OWNERS}
  DELETE FROM entry_versions
   WHERE n IN (SELECT v.n
                 FROM owners o
                CROSS JOIN entry_versions v INDEXED BY entry_versions_of_statuses
                   ON v.owner_id = o.owner_id AND v.type = 'status' AND v.at < :before
                ${LIMIT})`;

/**
 * Removes at most `limit` entries of any owner that were trashed before `before`, and superseded versions of statuses
 * from before then; answers how many.
 */
export type Purge = (before: number, limit: number, now: number) => number;

/** Owners are visited one after the other, each through the indexes that start with the owner. */
export function createPurge(db: Database): Purge {
  const findDeleted = db.prepare<{ before: number; limit: number }, number>(FIND_DELETED).pluck();
  const findExpired = db
    .prepare<{ before: number; limit: number; now: number }, number>(FIND_EXPIRED)
    .pluck();
  const removeTags = db.prepare<{ rows: string }>(REMOVE_TAGS);
  const removeLinks = db.prepare<{ rows: string }>(REMOVE_LINKS);
  const removeActionTags = db.prepare<{ rows: string }>(REMOVE_ACTION_TAGS);
  const removeStatusVersions = db.prepare<{ before: number; limit: number }>(REMOVE_STATUS_VERSIONS);
  const removeEntries = db.prepare<{ rows: string }>(REMOVE_ENTRIES);

  function removeAll(rows: string): void {
    removeTags.run({ rows });
    removeLinks.run({ rows });
    removeActionTags.run({ rows });
    removeEntries.run({ rows });
  }

  return (before, limit, now) => {
    if (limit <= 0) return 0;
    const deleted = findDeleted.all({ before, limit });
    const left = limit - deleted.length;
    const expired = left > 0 ? findExpired.all({ before, limit: left, now }) : [];
    const found = [...deleted, ...expired];
    if (found.length > 0) removeAll(JSON.stringify(found));
    const rest = limit - found.length;
    return found.length + (rest > 0 ? removeStatusVersions.run({ before, limit: rest }).changes : 0);
  };
}
