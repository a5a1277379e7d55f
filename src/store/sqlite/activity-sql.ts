import type { ActivityFilter } from "../../domain/activity/action.ts";
import { IS_OF_SOURCES } from "./data-expressions.ts";
import { LIMIT } from "./limit.ts";

const READ_COLUMNS = "x.id, x.entry_id, x.at, x.platform, x.tool";
const ACTION_COLUMNS = "x.id, x.entry_id, x.at, x.platform, x.action, x.detail, x.tags";

/** The entry is of a source that the filter names. */
const IS_OF_A_SOURCE = `EXISTS (SELECT 1 FROM entries e INDEXED BY entries_id
         WHERE e.owner_id = :owner AND e.id = x.entry_id AND ${IS_OF_SOURCES})`;

/**
 * A page of a log in descending (at, id) order, each through an index that is in this order already. Parameters:
 * `owner`, `since`, `beforeAt`, `beforeId`, `limit`, and `entryId` and `platform` where the filter has them.
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
         WHERE o.owner_id = :owner AND o.tag = :tag${index + 1} AND o.at = t.at AND o.action_id = t.action_id)`,
  );
  const conditions = [
    "t.owner_id = :owner",
    "t.tag = :tag0",
    "t.at >= :since",
    "(t.at, t.action_id) < (:beforeAt, :beforeId)",
    "x.owner_id = :owner",
    ...others,
    ...rowConditions(filter),
  ];
  return `
  SELECT ${ACTION_COLUMNS}
    FROM action_tags t
   CROSS JOIN actions x ON x.id = t.action_id
   WHERE ${conditions.join("\n     AND ")}
   ORDER BY t.at DESC, t.action_id DESC
   ${LIMIT}`;
}

function listSql(table: "reads" | "actions", columns: string, filter: ActivityFilter): string {
  const conditions = [
    "x.owner_id = :owner",
    "x.at >= :since",
    "(x.at, x.id) < (:beforeAt, :beforeId)",
    ...rowConditions(filter),
  ];
  return `
  SELECT ${columns}
    FROM ${table} x INDEXED BY ${table}_by_${indexFor(filter)}
   WHERE ${conditions.join("\n     AND ")}
   ORDER BY x.at DESC, x.id DESC
   ${LIMIT}`;
}

function indexFor({ entryId, platform }: ActivityFilter): "entry" | "platform" | "time" {
  if (entryId !== undefined) return "entry";
  return platform === undefined ? "time" : "platform";
}

function rowConditions({ entryId, platform, sources }: ActivityFilter): readonly string[] {
  return [
    ...(entryId === undefined ? [] : ["x.entry_id = :entryId"]),
    ...(platform === undefined ? [] : ["x.platform = :platform"]),
    ...(sources === undefined ? [] : [IS_OF_A_SOURCE]),
  ];
}
