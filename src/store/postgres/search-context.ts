import type { OwnerId } from "../../domain/owner.ts";
import type { FamilyOf, IndexReader } from "../../domain/search/search-index.ts";
import { IS_LIVE } from "../shared/entry-row.ts";
import { eachOf } from "./search-segments.ts";
import type { Session } from "./session.ts";
import { sql } from "./sql.ts";

const LOGICAL_KEYS = sql(/* sql */ `
  SELECT e.n, e.logical_key ${eachOf("entries")} WHERE e.logical_key IS NOT NULL`);

/** Types in the order of their names: the index has them before the keys. */
const FAMILIES = sql(/* sql */ `
  SELECT w.place, 0, f.n
    FROM unnest(:numbers::bigint[], :lows::text[], :highs::text[]) WITH ORDINALITY w (n, low, high, place)
    JOIN entries s ON s.owner_id = :owner AND s.n = w.n
   CROSS JOIN LATERAL (
         SELECT e.n, e.type, e.logical_key
           FROM unnest('{alert,context,intention,note,pattern,preference,record,schema,status}'::text[]) t (type)
          CROSS JOIN LATERAL (
                SELECT e.n, e.type, e.logical_key
                  FROM entries e
                 WHERE e.owner_id = :owner AND e.source = s.source AND e.type = t.type
                   AND e.logical_key >= w.low AND e.logical_key < w.high AND ${IS_LIVE}
                 ORDER BY e.logical_key LIMIT :limit::bigint) e
          ORDER BY e.type, e.logical_key LIMIT :limit::bigint) f
   ORDER BY w.place, f.type, f.logical_key`);

/** Looking for the name in the text is far cheaper than parsing it, and most entries have none. */
const RELATED = sql(/* sql */ `
  SELECT r.place, 0, x.n
    FROM unnest(:numbers::bigint[]) WITH ORDINALITY r (n, place)
    JOIN entries e ON e.owner_id = :owner AND e.n = r.n
   CROSS JOIN LATERAL (
         (SELECT 0 AS side, l.place, t.n
            FROM json_array_elements_text(
                   CASE WHEN position('"related_ids"' IN e.data) > 0
                         AND json_typeof(e.data::json -> 'related_ids') = 'array'
                        THEN e.data::json -> 'related_ids' ELSE '[]'::json END) WITH ORDINALITY l (id, place)
           CROSS JOIN LATERAL (
                 SELECT t.n FROM entries t WHERE t.owner_id = :owner AND t.id = l.id OFFSET 0) t)
         UNION ALL
         (SELECT 1, l.rev, t.n
            FROM (SELECT l.rev FROM entry_links l
                   WHERE l.owner_id = :owner AND l.deleted = false AND l.target_id = e.id
                   ORDER BY l.rev LIMIT :limit::bigint) l
           CROSS JOIN LATERAL (
                 SELECT t.n FROM entries t
                  WHERE t.owner_id = :owner AND t.rev = l.rev AND t.deleted_at IS NULL OFFSET 0) t)
         ORDER BY side, place LIMIT :limit::bigint) x
   ORDER BY r.place, x.side, x.place`);

/** Sorts after every character in the order of UTF-8. */
const LAST_CHARACTER = "\u{10ffff}";

/** A number found for the entry at a place, from 1, on one of its sides. */
export type Found = readonly [place: number, side: number, n: number];

/** Reads of the entries that belong to others, all at once, on one snapshot. `now` in ms since 1970. */
export function createSearchContext(
  session: Session,
  owner: OwnerId,
  now: number,
): Pick<IndexReader, "logicalKeys" | "families" | "related"> {
  return {
    async logicalKeys(numbers) {
      return new Map(await session.rows<readonly [number, string]>(LOGICAL_KEYS, { owner, numbers }));
    },
    async families(wanted: readonly FamilyOf[], limit: number) {
      const numbers = wanted.map(({ number }) => number);
      const lows = wanted.map(({ family }) => family);
      const highs = lows.map((low) => low + LAST_CHARACTER);
      const found = await session.rows<Found>(FAMILIES, { owner, now, numbers, lows, highs, limit });
      return byPlace(found, wanted.length, 0);
    },
    async related(numbers, limit) {
      return byPlace(await session.rows<Found>(RELATED, { owner, numbers, limit }), numbers.length, 0);
    },
  };
}

/** The numbers on a side, for each of so many places. */
export function byPlace(
  found: readonly Found[],
  places: number,
  wanted: number,
): readonly (readonly number[])[] {
  const lists = Array.from({ length: places }, (): number[] => []);
  for (const [place, side, n] of found) if (side === wanted) lists[place - 1]?.push(n);
  return lists;
}
