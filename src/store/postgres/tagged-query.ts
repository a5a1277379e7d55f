import type { EntryFilter } from "../../domain/entries/entry-store.ts";
import { anyOf, type FilterParts, isNarrow } from "./entry-filter.ts";
import { armSql, pageSql } from "./entry-page.ts";
import { revConditions } from "./rev-range.ts";
import { alongRarest, looksForTag, newestTagged, rarestOf, sampleOf } from "./tag-rows.ts";

/** So many of the newest entries with a tag, or under an index, tell how rare they are beside others. */
export const SAMPLE = 2_000;
/** The same for lists that are read to their end. */
export const LARGE_SAMPLE = 20_000;

interface TaggedList {
  readonly columns: string;
  /** On an entry `e`. */
  readonly conditions: readonly string[];
  readonly sample: number;
}

/**
 * Entries with tags that meet the conditions. In a table that has just been filled, or restored, Postgres takes every tag for
 * rare and goes through all its entries again for each row of a page. So this says how to go: along the entries of the
 * rarest tag; or, if those under the index of another condition are rarer, along these with a look for the tags at each row.
 */
export function taggedSql(
  filter: EntryFilter,
  { arms, tags, indexed }: FilterParts,
  { columns, conditions, sample }: TaggedList,
): string {
  const looks = tags.map((tag) => looksForTag(tag, "e"));
  const revs = revConditions(filter, "e");
  const alongOthers = (more: readonly string[]) =>
    arms.map((arm) => armSql(columns, [...more, ...conditions, ...revs, ...looks, ...arm]));
  if (isNarrow(filter)) return pageSql(alongOthers([]));
  const along = (more: readonly string[]) =>
    alongTag({
      columns,
      tags,
      conditions: [...conditions, ...anyOf(arms)],
      bounds: [...more, ...revConditions(filter, "r")],
    });
  const ofTags = tags.map((tag) =>
    sampleOf(newestTagged(tag, ":before::bigint", revConditions(filter, "t")), sample, tag),
  );
  if (indexed.length === 0) return (tags.length === 1 ? "" : rarestOf(ofTags, sample)) + pageSql([along([])]);
  const ofOthers = indexed.map((some) => sampleOf(newestOf(some, revs, sample), sample));
  const tag = "(SELECT tag FROM rarest)";
  return (
    rarestOf(ofTags, sample, ofOthers) +
    pageSql([along([`${tag} IS NOT NULL`]), ...alongOthers([`${tag} IS NULL`])])
  );
}

function newestOf(arms: FilterParts["arms"], revs: readonly string[], most: number): string {
  const own = ["e.owner_id = :owner", "e.deleted_at IS NULL", "e.rev < :before::bigint", ...revs];
  const newest = arms.map(
    (arm) => `SELECT rev FROM (${armSql("e.rev", [...own, ...arm])} LIMIT ${most}) AS newest`,
  );
  return `${newest.join("\n UNION ALL\n")} ORDER BY rev DESC`;
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
