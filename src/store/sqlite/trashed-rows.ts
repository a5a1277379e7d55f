import type { Database } from "better-sqlite3";
import type { Selector } from "../../domain/entries/trash-store.ts";
import type { OwnerId } from "../../domain/owner.ts";
import type { TrashedRow } from "../shared/restore-plan.ts";
import { SCHEMA_FAMILY, SCHEMA_VERSION } from "./data-expressions.ts";
import { createStatementCache } from "./read.ts";

const COLUMNS = /* sql */ `
         e.n, e.id, e.rev, e.type, e.source, e.logical_key,
         CASE WHEN e.type = 'schema' AND ${SCHEMA_FAMILY} IS NOT NULL AND ${SCHEMA_VERSION} IS NOT NULL
              THEN json_array(${SCHEMA_FAMILY}, ${SCHEMA_VERSION}) END AS schema_name`;

const BY_ID = /* sql */ `
  SELECT ${COLUMNS}
    FROM entries e INDEXED BY entries_id
   WHERE e.owner_id = :owner AND e.id = :id AND (e.deleted_at IS NOT NULL OR e.expires_at <= :now)`;

const BY_SOURCE = /* sql */ `
  SELECT ${COLUMNS}
    FROM entries e INDEXED BY entries_deleted
   WHERE e.owner_id = :owner AND e.deleted_at IS NOT NULL
     AND e.source = :source AND (:type IS NULL OR e.type = :type)
  UNION ALL
  SELECT ${COLUMNS}
    FROM entries e INDEXED BY entries_expiring
   WHERE e.owner_id = :owner AND e.deleted_at IS NULL AND e.expires_at <= :now
     AND e.source = :source AND (:type IS NULL OR e.type = :type)
   ORDER BY rev`;

/** Deleted and expired entries that a selector means, in ascending `rev` order. */
export type TrashedRows = (owner: OwnerId, selector: Selector, now: number) => readonly TrashedRow[];

export function createTrashedRows(db: Database): TrashedRows {
  const byId = db.prepare<unknown[], TrashedRow>(BY_ID);
  const bySource = db.prepare<unknown[], TrashedRow>(BY_SOURCE);
  const prepared = createStatementCache(db);

  return (owner, selector, now) => {
    if (selector.by === "id") return byId.all({ owner, id: selector.id, now });
    if (selector.by === "source") {
      return bySource.all({ owner, source: selector.source, type: selector.type ?? null, now });
    }
    const tags = [...new Set(selector.tags)];
    if (tags.length === 0) return [];
    const named = Object.fromEntries(tags.map((tag, index) => [`tag${index}`, tag]));
    return prepared(String(tags.length), () => byTagsSql(tags.length)).all({
      owner,
      now,
      ...named,
    }) as TrashedRow[];
  };
}

/** Entries marked deleted through their half of the tags table, expired ones through the expiry index. */
function byTagsSql(count: number): string {
  const names = Array.from({ length: count }, (_, index) => `tag${index}`);
  const carries = (deleted: 0 | 1) => (name: string) =>
    `EXISTS (SELECT 1 FROM entry_tags x
             WHERE x.owner_id = :owner AND x.deleted = ${deleted} AND x.tag = :${name} AND x.rev = e.rev)`;
  return `
  SELECT ${COLUMNS}
    FROM entry_tags t
   CROSS JOIN entries e INDEXED BY entries_rev ON e.owner_id = :owner AND e.rev = t.rev
   WHERE t.owner_id = :owner AND t.deleted = 1 AND t.tag = :tag0
     AND ${["e.deleted_at IS NOT NULL", ...names.slice(1).map(carries(1))].join("\n     AND ")}
  UNION ALL
  SELECT ${COLUMNS}
    FROM entries e INDEXED BY entries_expiring
   WHERE e.owner_id = :owner AND e.deleted_at IS NULL AND e.expires_at <= :now
     AND ${names.map(carries(0)).join("\n     AND ")}
   ORDER BY rev`;
}
