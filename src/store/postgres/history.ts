import type { EntryVersion } from "../../domain/entries/entry.ts";
import type { HistoryStore } from "../../domain/entries/history-store.ts";
import { AUTHOR_COLUMNS } from "../shared/author-row.ts";
import { toVersion, type VersionRow } from "../shared/version-row.ts";
import { sql } from "./sql.ts";
import type { Transactions } from "./transactions.ts";

const CURRENT = /* sql */ `
  SELECT id, version, type, source, logical_key, language, expires_at, deleted_at, changed_at AS at, change,
         ${AUTHOR_COLUMNS}, tags, data
    FROM entries`;

const SUPERSEDED = /* sql */ `
  SELECT entry_id AS id, version, type, source, logical_key, language, expires_at, deleted_at, at, change,
         ${AUTHOR_COLUMNS}, tags, data
    FROM entry_versions`;

export const LIST = sql(/* sql */ `
  ${CURRENT}
   WHERE owner_id = :owner AND id = :id AND version < :before::bigint
  UNION ALL
  (${SUPERSEDED}
    WHERE owner_id = :owner AND entry_id = :id AND version < :before::bigint
    ORDER BY version DESC
    LIMIT :limit::bigint)
   ORDER BY version DESC
   LIMIT :limit::bigint`);

export const FIND = sql(/* sql */ `
  ${CURRENT}
   WHERE owner_id = :owner AND id = :id AND version = :version::bigint
  UNION ALL
  ${SUPERSEDED}
   WHERE owner_id = :owner AND entry_id = :id AND version = :version::bigint`);

export const LIST_SUPERSEDED = sql(/* sql */ `
  SELECT v.*
    FROM unnest(:ids::text[]) AS w (entry_id)
   CROSS JOIN LATERAL (
         ${SUPERSEDED} s
          WHERE s.owner_id = :owner AND s.entry_id = w.entry_id
          ORDER BY s.version DESC
          LIMIT :limit::bigint) v
   ORDER BY v.id, v.version`);

export interface HistoryOptions {
  readonly transactions: Transactions;
}

export function createPostgresHistory({ transactions }: HistoryOptions): HistoryStore {
  return {
    list: (owner, id, { limit, beforeVersion: before = Number.MAX_SAFE_INTEGER }) =>
      transactions.read(owner, async (session) => {
        const wanted = { owner, id, before, limit: Math.max(limit, 0) };
        return (await session.all<VersionRow>(LIST, wanted)).map(toVersion);
      }),

    find: (owner, id, version) =>
      transactions.read(owner, async (session) => {
        const row = await session.get<VersionRow>(FIND, { owner, id, version });
        return row === undefined ? undefined : toVersion(row);
      }),

    listSuperseded: (owner, ids, limit) =>
      transactions.read(owner, async (session) => {
        const wanted = { owner, ids: [...new Set(ids)], limit: Math.max(limit, 0) };
        const versions = new Map<string, EntryVersion[]>();
        for (const row of await session.all<VersionRow>(LIST_SUPERSEDED, wanted)) {
          const known = versions.get(row.id);
          if (known === undefined) versions.set(row.id, [toVersion(row)]);
          else known.push(toVersion(row));
        }
        return versions;
      }),
  };
}
