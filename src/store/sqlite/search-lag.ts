import type { Database } from "better-sqlite3";
import type { Clock } from "../../domain/clock.ts";
import { CHECK_EVERY_MS, WORTH_WHILE } from "../shared/search-limits.ts";
import { WITH_OWNERS } from "./owners.ts";

const READ_NEWEST = /* sql */ `
  SELECT rev FROM rev_counter WHERE id = 1`;

const IS_OUTDATED = /* sql */ `
  SELECT EXISTS (SELECT 1 FROM search_owners WHERE analyser < :version)
      OR EXISTS (SELECT 1 FROM search_segments WHERE live = 1 AND checked_at <= :due)`;

/** Some owner's many entries, or much text. */
const IS_BEHIND = /* sql */ `
  ${WITH_OWNERS}
  SELECT EXISTS (
    SELECT 1
      FROM owners o
      LEFT JOIN search_owners s ON s.owner_id = o.owner_id
     WHERE o.owner_id IS NOT NULL
       AND (SELECT count(*) >= :entries OR coalesce(sum(size), 0) >= :bytes
              FROM (SELECT octet_length(e.data) AS size
                      FROM entries e INDEXED BY entries_rev
                     WHERE e.owner_id = o.owner_id AND e.rev > coalesce(s.indexed_rev, 0)
                     LIMIT :entries)))`;

/** Whether indexes are worth bringing up to date; `version` is that of the analyser. Cheap while nothing is written. */
export type IsSearchBehind = (version: number) => boolean;

export function createIsSearchBehind(db: Database, clock: Clock): IsSearchBehind {
  const readNewest = db.prepare<[], number>(READ_NEWEST).pluck();
  const isOutdated = db.prepare<unknown[], number>(IS_OUTDATED).pluck();
  const isBehind = db.prepare<unknown[], number>(IS_BEHIND).pluck();
  let seen = -1;
  return (version) => {
    if (isOutdated.get({ version, due: clock.now() - CHECK_EVERY_MS }) === 1) return true;
    const newest = readNewest.get() ?? 0;
    if (newest === seen) return false;
    if (isBehind.get(WORTH_WHILE) === 1) return true;
    seen = newest;
    return false;
  };
}
