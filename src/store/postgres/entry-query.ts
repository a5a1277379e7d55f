import type { EntryFilter } from "../../domain/entries/entry-store.ts";
import { ENTRY_COLUMNS, IS_LIVE } from "../shared/entry-row.ts";
import type { FilterParts } from "./entry-filter.ts";
import { revConditions } from "./rev-range.ts";

const PAGE = "LIMIT :limit::bigint OFFSET :offset::bigint";

/** A tag that more entries have is common. */
const MANY = 5_000;

/**
 * A page in descending `rev` order. Every arm walks an index that is already in that order and ends after as many rows as
 * are wanted; Postgres chooses which index, but for tags (see `taggedSql`). Parameters: those of the parts, `owner`, `before`,
 * `now`, `nowText`, `limit` (null for all), `offset`.
 */
export function listSql(filter: EntryFilter, parts: FilterParts, columns: string = ENTRY_COLUMNS): string {
  if (parts.tags.length > 0) return taggedSql(filter, parts, columns);
  return mergeArms(parts.arms.map((arm) => armSql(columns, [...rowConditions(filter, parts), ...arm])));
}

function rowConditions(filter: EntryFilter, parts: FilterParts): readonly string[] {
  return [
    "e.owner_id = :owner",
    "e.rev < :before::bigint",
    IS_LIVE,
    ...parts.conditions,
    ...revConditions(filter),
  ];
}

const armSql = (columns: string, conditions: readonly string[]): string => `SELECT ${columns}
  FROM entries e
 WHERE ${conditions.join("\n   AND ")}
 ORDER BY e.rev DESC`;

function mergeArms(arms: readonly string[], before = ""): string {
  if (arms.length === 1) return `${before}${arms[0]} ${PAGE}`;
  const merged = arms.map((arm) => `(${arm} LIMIT :limit::bigint + :offset::bigint)`).join("\nUNION ALL\n");
  return `${before}${merged}\nORDER BY rev DESC ${PAGE}`;
}

/**
 * Entries with tags. In a table that has just been filled, or restored, Postgres takes every tag for rare and goes through all
 * its entries again for each row of a page. So this says how to go: along the entries of the rarest tag where no other
 * condition has an index, or where that tag is rare; else along that other index, with a look for the tags at each row.
 */
function taggedSql(filter: EntryFilter, { tags, ...parts }: FilterParts, columns: string): string {
  const looks = tags.map(
    (tag) =>
      `(SELECT true FROM entry_tags t WHERE t.owner_id = :owner AND NOT t.deleted AND t.tag = :${tag} AND t.rev = e.rev)`,
  );
  const conditions = [...rowConditions(filter, { tags, ...parts }), ...looks];
  const { ids, linksTo, unresolved, source, sources } = filter;
  const isNarrow = ids !== undefined || linksTo !== undefined;
  const hasIndex =
    unresolved === true ||
    source !== undefined ||
    sources !== undefined ||
    parts.arms.some((arm) => arm.length > 0);
  const others = (more: readonly string[]) =>
    parts.arms.map((arm) => armSql(columns, [...more, ...conditions, ...arm]));
  if (isNarrow) return mergeArms(others([]));
  const along = (more: readonly string[]) => alongTag(columns, [...conditions, ...anyOf(parts.arms)], more);
  if (!hasIndex) return mergeArms([along([])], rarest(tags));
  const found = "(SELECT found FROM rarest)";
  return mergeArms([along([`${found} < ${MANY}`]), ...others([`${found} >= ${MANY}`])], rarest(tags));
}

/** The tag that the fewest entries have, and how many do, up to `MANY`. */
function rarest(tags: readonly string[]): string {
  const counts = tags.map(
    (tag) => `SELECT :${tag}::text AS tag, (
    SELECT count(*) FROM (SELECT 1 FROM entry_tags t
                           WHERE t.owner_id = :owner AND NOT t.deleted AND t.tag = :${tag} LIMIT ${MANY}) AS few) AS found`,
  );
  return `WITH rarest AS MATERIALIZED (${counts.join("\n UNION ALL\n")}\n ORDER BY found LIMIT 1)\n`;
}

/** OFFSET 0 keeps Postgres from turning the order of the two tables round. */
function alongTag(columns: string, conditions: readonly string[], more: readonly string[]): string {
  const walked = [
    ...more,
    "r.owner_id = :owner",
    "NOT r.deleted",
    "r.tag = (SELECT tag FROM rarest)",
    "r.rev < :before::bigint",
  ];
  return `SELECT ${columns}
  FROM entry_tags r
 CROSS JOIN LATERAL (SELECT e.* FROM entries e
                      WHERE e.rev = r.rev
                        AND ${conditions.join("\n                        AND ")} OFFSET 0) e
 WHERE ${walked.join("\n   AND ")}
 ORDER BY r.rev DESC`;
}

function anyOf(arms: FilterParts["arms"]): readonly string[] {
  return arms.some((arm) => arm.length === 0)
    ? []
    : [`(${arms.map((arm) => `(${arm.join(" AND ")})`).join(" OR ")})`];
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
      ...parts.tags.map(
        (tag) =>
          `EXISTS (SELECT 1 FROM entry_tags t WHERE t.owner_id = :owner AND NOT t.deleted AND t.tag = :${tag} AND t.rev = e.rev)`,
      ),
      ...revConditions(filter),
    ];
    return parts.arms
      .map((arm) => `(SELECT count(*) FROM entries e WHERE ${[...conditions, ...arm].join("\n   AND ")})`)
      .join("\n + ");
  };
  return `SELECT ${count([])} - (${count(["e.expires_at <= :now"])}) AS count`;
}
