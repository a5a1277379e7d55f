import type { EntryFilter } from "../../domain/entries/entry-store.ts";
import type { FilterParts } from "./entry-filter.ts";
import { armSql, pageSql } from "./entry-page.ts";
import { alongRarest, anyOf, looksForTag, rarestTag } from "./tag-rows.ts";

/** So many entries of a tag are read at most to find out how rare it is. */
export const MANY = 5_000;
/** So many of a tag's newest entries tell how rare it is beside others. */
const SAMPLE = 1_000;
const BEFORE = "rev < :before::bigint";

interface TaggedList {
  readonly columns: string;
  /** On an entry `e`. */
  readonly conditions: readonly string[];
  /** A tag that so many entries have is common. */
  readonly many: number;
}

/**
 * Entries with tags that meet the conditions. In a table that has just been filled, or restored, Postgres takes every tag for
 * rare and goes through all its entries again for each row of a page. So this says how to go: along the entries of the
 * rarest tag where no other condition has an index, or where that tag is rare; else along that other index, with a look
 * for the tags at each row.
 */
export function taggedSql(
  filter: EntryFilter,
  { arms, tags }: FilterParts,
  { columns, conditions, many }: TaggedList,
): string {
  const looks = tags.map((tag) => looksForTag(tag, "e"));
  const alongOthers = (more: readonly string[]) =>
    arms.map((arm) => armSql(columns, [...more, ...conditions, ...looks, ...arm]));
  if (isNarrow(filter)) return pageSql(alongOthers([]));
  const along = (more: readonly string[]) =>
    alongTag({ columns, tags, conditions: [...conditions, ...anyOf(arms)], more });
  if (!hasIndex(filter, arms)) return rarestTag(tags, SAMPLE, `t.${BEFORE}`) + pageSql([along([])]);
  const found = "(SELECT found FROM rarest)";
  const either = [along([`${found} < ${many}`]), ...alongOthers([`${found} >= ${many}`])];
  return rarestTag(tags, many, `t.${BEFORE}`) + pageSql(either);
}

/** Whether the filter names entries so closely that there is nothing to choose. */
export function isNarrow({ ids, linksTo }: EntryFilter): boolean {
  return ids !== undefined || linksTo !== undefined;
}

/** Whether an index in the order of the list leads to entries that meet another condition than the tags. */
function hasIndex({ unresolved, source, sources }: EntryFilter, arms: FilterParts["arms"]): boolean {
  return (
    unresolved === true || source !== undefined || sources !== undefined || arms.some((arm) => arm.length > 0)
  );
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
  const walked = [...more, `r.${BEFORE}`, ...alongRarest(tags)];
  return `SELECT ${columns}
  FROM entry_tags r
 CROSS JOIN LATERAL (SELECT e.* FROM entries e
                      WHERE e.rev = r.rev
                        AND ${conditions.join("\n                        AND ")} OFFSET 0) e
 WHERE ${walked.join("\n   AND ")}
 ORDER BY r.rev DESC`;
}
