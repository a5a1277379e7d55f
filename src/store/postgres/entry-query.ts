import type { EntryFilter } from "../../domain/entries/entry-store.ts";
import { ENTRY_COLUMNS, IS_LIVE } from "../shared/entry-row.ts";
import type { FilterParts } from "./entry-filter.ts";
import { armSql, pageSql } from "./entry-page.ts";
import { revConditions } from "./rev-range.ts";
import { SAMPLE, taggedSql } from "./tagged-query.ts";

/**
 * A page in descending `rev` order. Every arm walks an index that is already in that order and ends after as many rows as
 * are wanted; Postgres chooses which index, but for tags (see `taggedSql`, and for `sample` too). Parameters: those of the
 * parts, `owner`, `before`, `now`, `nowText`, `limit` (null for all), `offset`.
 */
export function listSql(
  filter: EntryFilter,
  parts: FilterParts,
  columns: string = ENTRY_COLUMNS,
  sample: number = SAMPLE,
): string {
  const conditions = ["e.owner_id = :owner", "e.rev < :before::bigint", IS_LIVE, ...parts.conditions];
  if (parts.tags.length > 0) return taggedSql(filter, parts, { columns, conditions, sample });
  const all = [...conditions, ...revConditions(filter, "e")];
  return pageSql(parts.arms.map((arm) => armSql(columns, [...all, ...arm])));
}
