import type { EntryFilter } from "../../domain/entries/entry-store.ts";
import { ENTRY_COLUMNS, IS_LIVE } from "../shared/entry-row.ts";
import type { FilterParts } from "./entry-filter.ts";
import { armSql, pageSql } from "./entry-page.ts";
import { revConditions } from "./rev-range.ts";
import { MANY, taggedSql } from "./tagged-query.ts";

/**
 * A page in descending `rev` order. Every arm walks an index that is already in that order and ends after as many rows as
 * are wanted; Postgres chooses which index, but for tags (see `taggedSql`). Parameters: those of the parts, `owner`, `before`,
 * `now`, `nowText`, `limit` (null for all), `offset`. A tag that `many` entries have is common.
 */
export function listSql(
  filter: EntryFilter,
  parts: FilterParts,
  columns: string = ENTRY_COLUMNS,
  many: number = MANY,
): string {
  const conditions = [
    "e.owner_id = :owner",
    "e.rev < :before::bigint",
    IS_LIVE,
    ...parts.conditions,
    ...revConditions(filter),
  ];
  return parts.tags.length > 0
    ? taggedSql(filter, parts, { columns, conditions, many })
    : pageSql(parts.arms.map((arm) => armSql(columns, [...conditions, ...arm])));
}
