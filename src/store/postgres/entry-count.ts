import type { EntryFilter } from "../../domain/entries/entry-store.ts";
import { IS_LIVE } from "../shared/entry-row.ts";
import { anyOf, type FilterParts, isNarrow } from "./entry-filter.ts";
import { revConditions } from "./rev-range.ts";
import { alongRarest, hasTag, looksForTag, newestTagged, rarestOf, sampleOf } from "./tag-rows.ts";

/** To look at so many entries one by one takes Postgres about as long as to join a million with their tags. */
export const MANY = 5_000;

const LAST_REV = `${Number.MAX_SAFE_INTEGER}`;

/**
 * How many entries match: those not deleted less those expired, because the first number needs indexes only. Entries of a tag
 * that fewer than `many` have are looked at one by one. Parameters: those of the parts, `owner`, `now`, `nowText`.
 */
export function countSql(filter: EntryFilter, parts: FilterParts, many: number = MANY): string {
  const { arms, tags } = parts;
  const conditions = [...parts.conditions, ...revConditions(filter, "e")];
  const looks = tags.map((tag) => looksForTag(tag, "e"));
  const expired = ofEntries(arms, ["e.expires_at <= :now", ...conditions, ...looks]);
  const lessExpired = (undeleted: string) => `${undeleted}\n - (${expired})`;
  if (tags.length === 0 || isNarrow(filter))
    return `SELECT ${lessExpired(ofEntries(arms, [...conditions, ...looks]))} AS count`;
  const samples = tags.map((tag) => sampleOf(newestTagged(tag, LAST_REV), many, tag));
  return `${rarestOf(samples, many)}SELECT CASE WHEN (SELECT found FROM rarest) < ${many}
       THEN ${ofRarest(tags, [...conditions, ...anyOf(arms)])}
       ELSE ${lessExpired(ofEntries(arms, [...conditions, ...tags.map(hasTag)]))} END AS count`;
}

function ofEntries(arms: FilterParts["arms"], conditions: readonly string[]): string {
  const one = (arm: readonly string[]) => {
    const all = ["e.owner_id = :owner", "e.deleted_at IS NULL", ...conditions, ...arm];
    return `(SELECT count(*) FROM entries e WHERE ${all.join("\n   AND ")})`;
  };
  return arms.map(one).join("\n + ");
}

function ofRarest(tags: readonly string[], conditions: readonly string[]): string {
  return `(SELECT count(*) FROM entry_tags r
        CROSS JOIN LATERAL (SELECT 1 FROM entries e WHERE e.owner_id = :owner AND e.rev = r.rev
         AND ${[IS_LIVE, ...conditions].join("\n         AND ")} OFFSET 0) e
       WHERE ${alongRarest(tags).join("\n         AND ")})`;
}
