import type { EntryData } from "../../domain/entries/entry.ts";
import { rowsSql } from "./sql.ts";

/** The links of rows `e`; looking for the name in the text is far cheaper than parsing it, and most entries have none. */
const FROM_ROWS = /* sql */ `
    FROM entries e
   CROSS JOIN LATERAL json_array_elements(
           CASE WHEN position('"related_ids"' IN e.data) > 0 AND json_typeof(e.data::json -> 'related_ids') = 'array'
                THEN e.data::json -> 'related_ids' ELSE '[]'::json END) l
   WHERE e.owner_id = :owner AND e.n = ANY(:rows::bigint[]) AND json_typeof(l) = 'string'`;

/** Removes the links of rows as they are, each looked up by its whole key (see `DROP_TAGS`). */
export const DROP_LINKS = rowsSql(/* sql */ `
  DELETE FROM entry_links
   WHERE owner_id = :owner AND ctid = ANY(ARRAY(
         SELECT (SELECT t.ctid
                   FROM entry_links t
                  WHERE t.owner_id = :owner AND t.deleted = (e.deleted_at IS NOT NULL) AND t.target_id = l #>> '{}'
                    AND t.rev = e.rev)
         ${FROM_ROWS}))`);

/** Adds the links of rows as they are. */
export const ADD_LINKS = rowsSql(/* sql */ `
  INSERT INTO entry_links (owner_id, deleted, target_id, rev)
  SELECT e.owner_id, e.deleted_at IS NOT NULL, l #>> '{}', e.rev ${FROM_ROWS}
  ON CONFLICT DO NOTHING`);

/** What an entry that is being made links to, each once. */
export function linksOf({ related_ids }: EntryData): readonly string[] {
  if (!Array.isArray(related_ids)) return [];
  return [...new Set(related_ids.filter((id): id is string => typeof id === "string"))];
}

export function mayLink(data: EntryData): boolean {
  return Object.hasOwn(data, "related_ids");
}
