import type { Database } from "better-sqlite3";
import type { Clock } from "../../domain/clock.ts";
import { CHECK_EVERY_MS } from "./search-upkeep.ts";

const READ_LAG = /* sql */ `
  SELECT (SELECT rev FROM rev_counter WHERE id = 1) - coalesce(max(indexed_rev), 0) AS changes,
         coalesce(min(analyser), :version) < :version
           OR EXISTS (SELECT 1 FROM search_segments WHERE live = 1 AND checked_at <= :due) AS outdated
    FROM search_owners`;

export interface SearchLag {
  /** Changes since any owner's index was last brought up to date. */
  readonly changes: number;
  /** True when an older analyser made an index, or a part of one is due to be looked through. */
  readonly outdated: boolean;
}

/** A cheap look at whether indexes are worth bringing up to date. */
export function createSearchLag(db: Database, clock: Clock): (version: number) => SearchLag {
  const readLag = db.prepare<unknown[], { readonly changes: number; readonly outdated: number }>(READ_LAG);
  return (version) => {
    const { changes = 0, outdated = 0 } = readLag.get({ version, due: clock.now() - CHECK_EVERY_MS }) ?? {};
    return { changes, outdated: outdated === 1 };
  };
}
