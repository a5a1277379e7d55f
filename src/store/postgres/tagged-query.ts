import type { EntryFilter } from "../../domain/entries/entry-store.ts";
import { anyOf, type FilterParts, isNarrow } from "./entry-filter.ts";
import { armSql, pageSql } from "./entry-page.ts";
import { alongRarest, looksForTag, rarestOf, sampleOf, tagRows } from "./tag-rows.ts";

/** So many of the newest entries with a tag, or under an index, tell how rare they are beside others. */
export const SAMPLE = 500;

interface TaggedList {
  readonly columns: string;
  /** On an entry `e`. */
  readonly conditions: readonly string[];
  /** On the rev of a row `r`, as bounds of time give them. */
  readonly revs: readonly string[];
  readonly sample: number;
}

/**
 * Entries with tags that meet the conditions. In a table that has just been filled, or restored, Postgres takes every tag for
 * rare and goes through all its entries again for each row of a page. So this says how to go: along the entries of the
 * rarest tag, or along those that an index has for another condition if they are rarer, with a look for the tags at each row.
 */
export function taggedSql(
  filter: EntryFilter,
  { arms, tags }: FilterParts,
  { columns, conditions, revs, sample }: TaggedList,
): string {
  const looks = tags.map((tag) => looksForTag(tag, "e"));
  const alongOthers = (more: readonly string[]) =>
    arms.map((arm) => armSql(columns, [...more, ...conditions, ...looks, ...arm]));
  if (isNarrow(filter)) return pageSql(alongOthers([]));
  const along = (more: readonly string[]) =>
    alongTag({ columns, tags, conditions: [...conditions, ...anyOf(arms)], bounds: [...more, ...revs] });
  const ofTags = tags.map((tag) =>
    sampleOf(
      `SELECT t.rev ${tagRows(tag)} AND t.rev < :before::bigint ORDER BY t.rev DESC LIMIT ${sample}`,
      tag,
    ),
  );
  const others = indexedArms(filter, arms);
  if (others.length === 0) return (tags.length === 1 ? "" : rarestOf(ofTags)) + pageSql([along([])]);
  const found = "(SELECT tag FROM rarest)";
  return (
    rarestOf([...ofTags, sampleOf(newestOf(others, sample))]) +
    pageSql([along([`${found} IS NOT NULL`]), ...alongOthers([`${found} IS NULL`])])
  );
}

/** Other conditions than tags for which an index has the entries in the order of the list; none for a filter without. */
function indexedArms({ unresolved, source }: EntryFilter, arms: FilterParts["arms"]): FilterParts["arms"] {
  if (unresolved === true) return [["e.type = 'alert' AND NOT e.resolved"]];
  if (source !== undefined) return [["e.source = :source"]];
  return arms.filter((arm) => arm.length > 0);
}

function newestOf(arms: FilterParts["arms"], most: number): string {
  const newest = arms.map((arm) => {
    const conditions = ["e.owner_id = :owner", "e.deleted_at IS NULL", "e.rev < :before::bigint", ...arm];
    return `SELECT rev FROM (${armSql("e.rev", conditions)} LIMIT ${most}) AS newest`;
  });
  return `${newest.join("\n UNION ALL\n")} ORDER BY rev DESC LIMIT ${most}`;
}

interface AlongTag extends Pick<TaggedList, "columns" | "conditions"> {
  readonly tags: readonly string[];
  /** On `r`, or on no row at all: where they do not hold nothing is read. */
  readonly bounds: readonly string[];
}

/** An entry is read when it has all tags, and not before. OFFSET 0 keeps Postgres from turning the order of the two tables round. */
function alongTag({ columns, tags, conditions, bounds }: AlongTag): string {
  const walked = [...bounds, "r.rev < :before::bigint", ...alongRarest(tags)];
  return `SELECT ${columns}
  FROM entry_tags r
 CROSS JOIN LATERAL (SELECT e.* FROM entries e
                      WHERE e.rev = r.rev
                        AND ${conditions.join("\n                        AND ")} OFFSET 0) e
 WHERE ${walked.join("\n   AND ")}
 ORDER BY r.rev DESC`;
}
