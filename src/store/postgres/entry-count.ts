import type { EntryFilter } from "../../domain/entries/entry-store.ts";
import type { FilterParts } from "./entry-filter.ts";
import { revConditions } from "./rev-range.ts";
import { alongRarest, anyOf, hasTag, looksForTag, rarestTag, tagRows } from "./tag-rows.ts";
import { isNarrow } from "./tagged-query.ts";

/** To look at so many entries one by one takes Postgres some 25 ms; where more have the rarest tag, it reads all of every tag. */
const MANY = 10_000;

/**
 * How many entries match: those not deleted less those expired, because the first number needs indexes only.
 * Parameters: those of the parts, `owner`, `now`, `nowText`. A tag that `many` entries have is common.
 */
export function countSql(filter: EntryFilter, parts: FilterParts, many: number = MANY): string {
  const others = [...parts.conditions, ...revConditions(filter)];
  const looks = parts.tags.map((tag) => looksForTag(tag, "e"));
  const expired = ofEntries(parts.arms, ["e.expires_at <= :now", ...others, ...looks]);
  if (parts.tags.length === 0 || isNarrow(filter))
    return `SELECT ${ofEntries(parts.arms, [...others, ...looks])} - (${expired}) AS count`;
  const conditions = [...others, ...anyOf(parts.arms)];
  const all =
    conditions.length === 0
      ? `(SELECT count(*) FROM ${parts.tags.map(rowsOf).join(" NATURAL JOIN ")})`
      : ofEntries(parts.arms, [...others, ...parts.tags.map(hasTag)]);
  return `${rarestTag(parts.tags, many)}SELECT CASE WHEN (SELECT found FROM rarest) < ${many}
       THEN ${ofRarest(parts.tags, conditions)}
       ELSE ${all} END - (${expired}) AS count`;
}

const LIVING = ["e.owner_id = :owner", "e.deleted_at IS NULL"];

function ofEntries(arms: FilterParts["arms"], conditions: readonly string[]): string {
  const one = (arm: readonly string[]) =>
    `(SELECT count(*) FROM entries e WHERE ${[...LIVING, ...conditions, ...arm].join("\n   AND ")})`;
  return arms.map(one).join("\n + ");
}

/** Tags know by themselves which entries are deleted, so without other conditions no entry is read. */
function ofRarest(tags: readonly string[], conditions: readonly string[]): string {
  const entry = `CROSS JOIN LATERAL (SELECT 1 FROM entries e WHERE e.rev = r.rev
         AND ${[...LIVING, ...conditions].join("\n         AND ")} OFFSET 0) e`;
  return `(SELECT count(*) FROM entry_tags r ${conditions.length === 0 ? "" : entry}
       WHERE ${alongRarest(tags).join("\n         AND ")})`;
}

const rowsOf = (tag: string): string => `(SELECT t.rev ${tagRows(tag)}) AS of_${tag}`;
