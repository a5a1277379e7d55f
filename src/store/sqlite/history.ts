import type { Database } from "better-sqlite3";
import type { EntryVersion } from "../../domain/entries/entry.ts";
import type { HistoryStore } from "../../domain/entries/history-store.ts";
import { AUTHOR_COLUMNS } from "../shared/author-row.ts";
import { toVersion, type VersionRow } from "../shared/version-row.ts";
import { LIMIT } from "./limit.ts";
import type { Reader } from "./read.ts";

const CURRENT = /* sql */ `
  SELECT id, version, type, source, logical_key, language, expires_at, deleted_at, changed_at AS at, change,
         ${AUTHOR_COLUMNS}, tags, data
    FROM entries`;

const SUPERSEDED = /* sql */ `
  SELECT entry_id AS id, version, type, source, logical_key, language, expires_at, deleted_at, at, change,
         ${AUTHOR_COLUMNS}, tags, data
    FROM entry_versions`;

const LIST = /* sql */ `
  ${CURRENT}
   WHERE owner_id = :owner AND id = :id AND version < :before
  UNION ALL
  ${SUPERSEDED}
   WHERE owner_id = :owner AND entry_id = :id AND version < :before
   ORDER BY version DESC
   ${LIMIT}`;

const FIND = /* sql */ `
  ${CURRENT}
   WHERE owner_id = :owner AND id = :id AND version = :version
  UNION ALL
  ${SUPERSEDED}
   WHERE owner_id = :owner AND entry_id = :id AND version = :version`;

const LIST_SUPERSEDED = /* sql */ `
  ${SUPERSEDED}
   WHERE owner_id = :owner AND entry_id = :id
   ORDER BY version DESC
   ${LIMIT}`;

export function createSqliteHistory(db: Database, read: Reader): HistoryStore {
  const list = db.prepare<unknown[], VersionRow>(LIST);
  const find = db.prepare<unknown[], VersionRow>(FIND);
  const listSuperseded = db.prepare<unknown[], VersionRow>(LIST_SUPERSEDED);

  return {
    list: (owner, id, { limit, beforeVersion: before = Number.MAX_SAFE_INTEGER }) =>
      read(() => list.all({ owner, id, before, limit: Math.max(limit, 0) }).map(toVersion)),

    find: (owner, id, version) =>
      read(() => {
        const row = find.get({ owner, id, version });
        return row === undefined ? undefined : toVersion(row);
      }),

    listSuperseded: (owner, ids, limit) =>
      read(() => {
        const versions = new Map<string, readonly EntryVersion[]>();
        for (const id of ids) {
          const rows = listSuperseded.all({ owner, id, limit: Math.max(limit, 0) });
          if (rows.length > 0) versions.set(id, rows.map(toVersion).toReversed());
        }
        return versions;
      }),
  };
}
