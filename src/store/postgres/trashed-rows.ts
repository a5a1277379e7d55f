import type { Selector } from "../../domain/entries/trash-store.ts";
import type { OwnerId } from "../../domain/owner.ts";
import type { TrashedRow } from "../shared/restore-plan.ts";
import { SCHEMA_NAME } from "./key-holders.ts";
import type { Session } from "./session.ts";
import { plannedSql, sql } from "./sql.ts";

const COLUMNS = /* sql */ `
         e.n, e.id, e.rev, e.type, e.source, e.logical_key,
         ${SCHEMA_NAME} AS schema_name,
         coalesce(e.expires_at <= :now, false) AS expired`;

const IS_DELETED = "e.owner_id = :owner AND e.deleted_at IS NOT NULL";
const IS_EXPIRED = "e.owner_id = :owner AND e.deleted_at IS NULL AND e.expires_at <= :now";

const BY_ID = sql(/* sql */ `
  SELECT ${COLUMNS}
    FROM entries e
   WHERE e.owner_id = :owner AND e.id = :id AND (e.deleted_at IS NOT NULL OR e.expires_at <= :now)`);

const IS_OF_SOURCE = "e.source = :source AND (:type::text IS NULL OR e.type = :type)";

const BY_SOURCE = plannedSql(/* sql */ `
  SELECT ${COLUMNS} FROM entries e WHERE ${IS_DELETED} AND ${IS_OF_SOURCE}
  UNION ALL
  SELECT ${COLUMNS} FROM entries e WHERE ${IS_EXPIRED} AND ${IS_OF_SOURCE}
   ORDER BY rev`);

/** Entries marked deleted, through their half of the tags table. */
const FIND_TAGGED = plannedSql(/* sql */ `
  SELECT rev
    FROM entry_tags
   WHERE owner_id = :owner AND deleted AND tag = ANY(:tags::text[])
   GROUP BY rev
  HAVING count(*) = cardinality(:tags::text[])`);

/**
 * Their rows, and those of expired entries through the expiry index. The revs come as a list and not by a join: where
 * nearly everything has just moved to the trash, Postgres may still think it empty and read all of it for every rev.
 */
const BY_TAGS = plannedSql(/* sql */ `
  SELECT ${COLUMNS} FROM entries e WHERE ${IS_DELETED} AND e.rev = ANY(:revs::bigint[])
  UNION ALL
  SELECT ${COLUMNS}
    FROM entries e
   WHERE ${IS_EXPIRED}
     AND cardinality(:tags::text[]) = (
         SELECT count(*)
           FROM entry_tags x
          WHERE x.owner_id = :owner AND NOT x.deleted AND x.tag = ANY(:tags::text[]) AND x.rev = e.rev)
   ORDER BY rev`);

export interface ExpirableRow extends TrashedRow {
  /** Deleted ones may have expired as well. */
  readonly expired: boolean;
}

/** Deleted and expired entries that a selector means, in ascending `rev` order. */
export async function findTrashedRows(
  session: Session,
  owner: OwnerId,
  selector: Selector,
  now: number,
): Promise<readonly ExpirableRow[]> {
  if (selector.by === "id") return session.all(BY_ID, { owner, id: selector.id, now });
  if (selector.by === "source") {
    return session.all(BY_SOURCE, { owner, source: selector.source, type: selector.type ?? null, now });
  }
  const tags = [...new Set(selector.tags)];
  if (tags.length === 0) return [];
  const tagged = await session.all<{ readonly rev: number }>(FIND_TAGGED, { owner, tags });
  return session.all(BY_TAGS, { owner, tags, revs: tagged.map(({ rev }) => rev), now });
}
