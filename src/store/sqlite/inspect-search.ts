import type { Database } from "better-sqlite3";
import { type Inspection, pass } from "../shared/inspection.ts";

const HAS_INDEX = /* sql */ `
  SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name = 'search_owners'`;

const COUNTS = /* sql */ `
  SELECT (SELECT count(*) FROM search_documents) AS indexed,
         (SELECT count(*) FROM entries e
           WHERE e.rev > coalesce((SELECT s.indexed_rev FROM search_owners s WHERE s.owner_id = e.owner_id), 0)) AS waiting`;

/** How far the search index is. What waits is found all the same; it only makes searches slower. */
export function inspectSearchIndex(db: Database): Inspection {
  const check = "search_index";
  const known = db.prepare<[], number>(HAS_INDEX).pluck().get() === 1;
  if (!known) return pass(check, "none yet; the next start of a server makes it");
  const counts = db.prepare<[], { readonly indexed: number; readonly waiting: number }>(COUNTS).get();
  const { indexed = 0, waiting = 0 } = counts ?? {};
  return pass(check, `${indexed} entries indexed, ${waiting} changes to come`);
}
