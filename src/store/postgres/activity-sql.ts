import type { ActivityFilter } from "../../domain/activity/action.ts";

const READ_COLUMNS = "x.id, x.entry_id, x.at, x.platform, x.tool";
const ACTION_COLUMNS = "x.id, x.entry_id, x.at, x.platform, x.action, x.detail, x.tags";
const LIMIT = "LIMIT :limit::bigint";

/** The entry is of a source that the filter names. */
const IS_OF_A_SOURCE = `EXISTS (SELECT 1 FROM entries e
         WHERE e.owner_id = :owner AND e.id = x.entry_id AND e.source = ANY(:sources::text[]) OFFSET 0)`;

/**
 * A page of a log in descending (at, id) order. Every index of a log ends with the time, so that no more than the rows of
 * one time are sorted. Parameters: `owner`, `since`, `beforeAt`, `beforeId`, `limit`, and `entryId` and `platform` where
 * the filter has them.
 */
export function listReadsSql(filter: ActivityFilter): string {
  return listSql("reads", READ_COLUMNS, filter);
}

/** The same of actions; `tags` is how many tags the filter has, the parameters `tag0` (the rarest), `tag1`, … */
export function listActionsSql(filter: ActivityFilter, tags: number): string {
  if (tags === 0) return listSql("actions", ACTION_COLUMNS, filter);
  const others = Array.from(
    { length: tags - 1 },
    (_, index) => `EXISTS (SELECT 1 FROM action_tags o
         WHERE o.owner_id = :owner AND o.tag = :tag${index + 1} AND o.at = t.at AND o.action_id = t.action_id OFFSET 0)`,
  );
  const conditions = [
    "t.owner_id = :owner",
    "t.tag = :tag0",
    "t.at >= :since::bigint",
    "(t.at, t.action_id) < (:beforeAt::bigint, :beforeId::bigint)",
    ...others,
    ...rowConditions(filter),
  ];
  return `
  SELECT ${ACTION_COLUMNS}
    FROM action_tags t
    JOIN actions x ON x.owner_id = :owner AND x.id = t.action_id
   WHERE ${conditions.join("\n     AND ")}
   ORDER BY t.at DESC, t.action_id DESC
   ${LIMIT}`;
}

function listSql(table: "reads" | "actions", columns: string, filter: ActivityFilter): string {
  const conditions = [
    "x.owner_id = :owner",
    "x.at >= :since::bigint",
    "(x.at, x.id) < (:beforeAt::bigint, :beforeId::bigint)",
    ...rowConditions(filter),
  ];
  return `
  SELECT ${columns}
    FROM ${table} x
   WHERE ${conditions.join("\n     AND ")}
   ORDER BY x.at DESC, x.id DESC
   ${LIMIT}`;
}

function rowConditions({ entryId, platform, sources }: ActivityFilter): readonly string[] {
  return [
    ...(entryId === undefined ? [] : ["x.entry_id = :entryId"]),
    ...(platform === undefined ? [] : ["x.platform = :platform"]),
    ...(sources === undefined ? [] : [IS_OF_A_SOURCE]),
  ];
}
