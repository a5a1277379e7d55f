import type { EntryFilter } from "../../domain/entries/entry-store.ts";
import { ENTRY_COLUMNS, IS_LIVE } from "../shared/entry-row.ts";
import type { FilterParts } from "./entry-filter.ts";
import { armSql, pageSql } from "./entry-page.ts";
import { revConditions } from "./rev-range.ts";
import { hasTag, taggedSql } from "./tagged-query.ts";

/**
 * A page in descending `rev` order. Every arm walks an index that is already in that order and ends after as many rows as
 * are wanted; Postgres chooses which index, but for tags (see `taggedSql`). Parameters: those of the parts, `owner`, `before`,
 * `now`, `nowText`, `limit` (null for all), `offset`.
 */
export function listSql(filter: EntryFilter, parts: FilterParts, columns: string = ENTRY_COLUMNS): string {
  const conditions = [
    "e.owner_id = :owner",
    "e.rev < :before::bigint",
    IS_LIVE,
    ...parts.conditions,
    ...revConditions(filter),
  ];
  return parts.tags.length > 0
    ? taggedSql(filter, parts, columns, conditions)
    : pageSql(parts.arms.map((arm) => armSql(columns, [...conditions, ...arm])));
}

/**
 * How many entries match: those not deleted less those expired, because the first number needs the index only.
 * Parameters: those of the parts, `owner`, `now`, `nowText`.
 */
export function countSql(filter: EntryFilter, parts: FilterParts): string {
  const count = (more: readonly string[]) => {
    const conditions = [
      "e.owner_id = :owner",
      "e.deleted_at IS NULL",
      ...more,
      ...parts.conditions,
      ...parts.tags.map(hasTag),
      ...revConditions(filter),
    ];
    return parts.arms
      .map((arm) => `(SELECT count(*) FROM entries e WHERE ${[...conditions, ...arm].join("\n   AND ")})`)
      .join("\n + ");
  };
  return `SELECT ${count([])} - (${count(["e.expires_at <= :now"])}) AS count`;
}
