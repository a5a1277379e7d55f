import type { EntryFilter } from "../../domain/entries/entry-store.ts";
import type { FilterParts } from "./entry-filter.ts";
import { armSql, pageSql } from "./entry-page.ts";

/** A tag that more entries have is common. */
const MANY = 5_000;
/** So many of a tag's newest entries tell how rare it is beside others. */
const SAMPLE = 1_000;

/** From where to read the rows `t` of entries that have the tag in this parameter. */
const tagRows = (parameter: string): string =>
  `FROM entry_tags t WHERE t.owner_id = :owner AND NOT t.deleted AND t.tag = :${parameter}`;

/** Whether `e` has the tag; Postgres may turn this into a join. */
export const hasTag = (parameter: string): string =>
  `EXISTS (SELECT 1 ${tagRows(parameter)} AND t.rev = e.rev)`;

/** The same, looked for at each row of `row`. */
const looksForTag = (parameter: string, row: "e" | "r"): string =>
  `(SELECT true ${tagRows(parameter)} AND t.rev = ${row}.rev)`;

/**
 * Entries with tags that meet the conditions. In a table that has just been filled, or restored, Postgres takes every tag for
 * rare and goes through all its entries again for each row of a page. So this says how to go: along the entries of the
 * rarest tag where no other condition has an index, or where that tag is rare; else along that other index, with a look
 * for the tags at each row.
 */
export function taggedSql(
  filter: EntryFilter,
  { arms, tags }: FilterParts,
  columns: string,
  conditions: readonly string[],
): string {
  const alongOthers = (more: readonly string[]) =>
    arms.map((arm) =>
      armSql(columns, [...more, ...conditions, ...tags.map((tag) => looksForTag(tag, "e")), ...arm]),
    );
  if (isNarrow(filter)) return pageSql(alongOthers([]));
  const along = (more: readonly string[]) =>
    alongTag({ columns, tags, conditions: [...conditions, ...anyOf(arms)], more });
  if (!hasIndex(filter, arms)) return rarest(tags, SAMPLE) + pageSql([along([])]);
  const found = "(SELECT found FROM rarest)";
  const either = [along([`${found} < ${MANY}`]), ...alongOthers([`${found} >= ${MANY}`])];
  return rarest(tags, MANY) + pageSql(either);
}

/** Whether the filter names entries so closely that there is nothing to choose. */
function isNarrow({ ids, linksTo }: EntryFilter): boolean {
  return ids !== undefined || linksTo !== undefined;
}

/** Whether an index in the order of the list leads to entries that meet another condition than the tags. */
function hasIndex({ unresolved, source, sources }: EntryFilter, arms: FilterParts["arms"]): boolean {
  return (
    unresolved === true || source !== undefined || sources !== undefined || arms.some((arm) => arm.length > 0)
  );
}

/**
 * The rarest tag, and how many entries have it, up to `most`. Of tags that so many have, that is the one whose newest reach
 * farthest back.
 */
function rarest(tags: readonly string[], most: number): string {
  const samples = tags.map(
    (tag) => `SELECT :${tag}::text AS tag, count(*) AS found, min(rev) AS lowest
    FROM (SELECT t.rev ${tagRows(tag)} AND t.rev < :before::bigint ORDER BY t.rev DESC LIMIT ${most}) AS newest`,
  );
  return `WITH rarest AS MATERIALIZED (${samples.join("\n UNION ALL\n")}\n ORDER BY found, lowest LIMIT 1)\n`;
}

interface AlongTag {
  readonly columns: string;
  readonly tags: readonly string[];
  /** On an entry `e`. */
  readonly conditions: readonly string[];
  /** Without them no entry is read. */
  readonly more: readonly string[];
}

/** An entry is read when it has all tags, and not before. OFFSET 0 keeps Postgres from turning the order of the two tables round. */
function alongTag({ columns, tags, conditions, more }: AlongTag): string {
  const walked = [
    ...more,
    "r.owner_id = :owner",
    "NOT r.deleted",
    "r.tag = (SELECT tag FROM rarest)",
    "r.rev < :before::bigint",
    ...(tags.length === 1 ? [] : tags.map((tag) => `(r.tag = :${tag} OR ${looksForTag(tag, "r")})`)),
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
