import type { OwnerId } from "../../domain/owner.ts";
import type { IndexReader } from "../../domain/search/search-index.ts";
import { byPlace, type Found } from "./search-context.ts";
import type { DocumentColumns, SearchDocuments } from "./search-documents.ts";
import type { Session } from "./session.ts";
import { sql } from "./sql.ts";

/** With each neighbour comes, once, what ranking asks of it: that is read next, and to wait for it costs more than it does. */
const AROUND = sql(/* sql */ `
  SELECT a.place, a.side, a.n, d.rev, d.source, d.created_at, d.changed_at, d.forward
    FROM (SELECT r.place, e.side, e.distance, e.n, row_number() OVER (PARTITION BY e.n ORDER BY r.place) AS nth
            FROM unnest(:sources::text[], :revs::bigint[]) WITH ORDINALITY r (source, rev, place)
           CROSS JOIN LATERAL (
                 (SELECT 0 AS side, r.rev - e.rev AS distance, e.n
                    FROM entries e
                   WHERE e.owner_id = :owner AND e.source = r.source AND e.rev < r.rev AND e.deleted_at IS NULL
                   ORDER BY e.rev DESC LIMIT :limit::bigint)
                 UNION ALL
                 (SELECT 1, e.rev - r.rev, e.n
                    FROM entries e
                   WHERE e.owner_id = :owner AND e.source = r.source AND e.rev > r.rev AND e.deleted_at IS NULL
                   ORDER BY e.rev LIMIT :limit::bigint)) e) a
    LEFT JOIN LATERAL (
         SELECT e.* FROM search_documents e
          WHERE e.owner_id = :owner AND e.n = a.n AND a.nth = 1 AND a.n <> ALL(:known::bigint[])
            AND (e.expires_at IS NULL OR e.expires_at > :now) OFFSET 0) d ON true
   ORDER BY a.place, a.side, a.distance`);

type Columns = DocumentColumns | readonly [null, null, null, null, null];
type Row = readonly [...Found, ...Columns];

const isStored = (columns: Columns): columns is DocumentColumns => columns[0] !== null;

/** Reads the neighbours of entries, on one snapshot. `now` in ms since 1970. */
export function createAround(
  session: Session,
  owner: OwnerId,
  now: number,
  documents: SearchDocuments,
): IndexReader["around"] {
  return async (rows, limit) => {
    const found = await session.rows<Row>(AROUND, {
      owner,
      now,
      sources: rows.map(({ source }) => source),
      revs: rows.map(({ rev }) => rev),
      known: documents.known(),
      limit,
    });
    for (const [, , n, ...columns] of found) documents.keep(n, isStored(columns) ? columns : undefined);
    const numbers = found.map(([place, side, n]): Found => [place, side, n]);
    const before = byPlace(numbers, rows.length, 0);
    const after = byPlace(numbers, rows.length, 1);
    return rows.map((_, index) => ({ before: before[index] ?? [], after: after[index] ?? [] }));
  };
}
