import type { EntryFilter } from "../../domain/entries/entry-store.ts";
import { ENTRY_COLUMNS, IS_LIVE } from "../shared/entry-row.ts";
import type { FilterParts } from "./entry-filter.ts";
import { revConditions } from "./rev-range.ts";

const PAGE = "LIMIT :limit::bigint OFFSET :offset::bigint";

/**
 * A page in descending `rev` order. Every arm walks an index that is already in that order and ends after as many rows as
 * are wanted; Postgres chooses which index. Parameters: those of the parts, `owner`, `before`, `now`, `nowText`, `limit`
 * (null for all), `offset`.
 */
export function listSql(filter: EntryFilter, parts: FilterParts, columns: string = ENTRY_COLUMNS): string {
  const conditions = [
    "e.owner_id = :owner",
    "e.rev < :before::bigint",
    IS_LIVE,
    ...parts.conditions,
    ...revConditions(filter),
  ];
  const arms = parts.arms.map(
    (arm) => `SELECT ${columns}
  FROM entries e
 WHERE ${[...conditions, ...arm].join("\n   AND ")}
 ORDER BY e.rev DESC`,
  );
  if (arms.length === 1) return `${arms[0]} ${PAGE}`;
  const merged = arms.map((arm) => `(${arm} LIMIT :limit::bigint + :offset::bigint)`).join("\nUNION ALL\n");
  return `${merged}\nORDER BY rev DESC ${PAGE}`;
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
      ...revConditions(filter),
    ];
    return parts.arms
      .map((arm) => `(SELECT count(*) FROM entries e WHERE ${[...conditions, ...arm].join("\n   AND ")})`)
      .join("\n + ");
  };
  return `SELECT ${count([])} - (${count(["e.expires_at <= :now"])}) AS count`;
}
