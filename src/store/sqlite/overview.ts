import type { Database } from "better-sqlite3";
import type { Clock } from "../../domain/clock.ts";
import type { EntryType } from "../../domain/entries/entry.ts";
import type { OverviewStore } from "../../domain/overview/overview-store.ts";
import { byCodePoint, type Count, rankTags, type SourceCount, subtract, toStats } from "../shared/counts.ts";
import { IS_LIVE } from "../shared/entry-row.ts";
import { createSnapshot, type Reader } from "./read.ts";

const COUNT_BY_TYPE = /* sql */ `
  SELECT type AS name, count(*) AS count
    FROM entries INDEXED BY entries_by_type
   WHERE owner_id = :owner AND deleted_at IS NULL
   GROUP BY type`;

const COUNT_EXPIRED_BY_TYPE = /* sql */ `
  SELECT type AS name, count(*) AS count
    FROM entries INDEXED BY entries_expiring
   WHERE owner_id = :owner AND deleted_at IS NULL AND expires_at <= :now
   GROUP BY type`;

/** One step of the index per source, however many entries a source has. */
const LIST_SOURCES = /* sql */ `
  WITH RECURSIVE sources (source) AS (
    SELECT (SELECT min(source) FROM entries INDEXED BY entries_by_source
             WHERE owner_id = :owner AND deleted_at IS NULL)
    UNION ALL
    SELECT (SELECT min(e.source) FROM entries e INDEXED BY entries_by_source
             WHERE e.owner_id = :owner AND e.deleted_at IS NULL AND e.source > s.source)
      FROM sources s
     WHERE s.source IS NOT NULL
  )
  SELECT s.source
    FROM sources s
   WHERE s.source IS NOT NULL
     AND EXISTS (SELECT 1 FROM entries e INDEXED BY entries_by_source
                  WHERE e.owner_id = :owner AND e.source = s.source AND e.deleted_at IS NULL
                    AND (e.expires_at IS NULL OR e.expires_at > :now))`;

const COUNT_BY_TAG = /* sql */ `
  SELECT tag AS name, count(*) AS count
    FROM entry_tags
   WHERE owner_id = :owner AND deleted = 0
   GROUP BY tag`;

const COUNT_EXPIRED_BY_TAG = /* sql */ `
  SELECT t.value AS name, count(DISTINCT e.n) AS count
    FROM entries e INDEXED BY entries_expiring
   CROSS JOIN json_each(e.tags) t
   WHERE e.owner_id = :owner AND e.deleted_at IS NULL AND e.expires_at <= :now
   GROUP BY t.value`;

const COUNT_OF_SOURCES = /* sql */ `
  SELECT e.type, e.source, count(*) AS count
    FROM json_each(:sources) w
   CROSS JOIN entries e INDEXED BY entries_by_source ON e.owner_id = :owner AND e.source = w.value
   WHERE ${IS_LIVE}
   GROUP BY e.type, e.source`;

const COUNT_BY_TAG_OF_SOURCES = /* sql */ `
  SELECT t.value AS name, count(DISTINCT e.n) AS count
    FROM json_each(:sources) w
   CROSS JOIN entries e INDEXED BY entries_by_source ON e.owner_id = :owner AND e.source = w.value
   CROSS JOIN json_each(e.tags) t
   WHERE ${IS_LIVE}
   GROUP BY t.value`;

const LATEST_REV = /* sql */ `
  SELECT max(rev) FROM entries INDEXED BY entries_rev WHERE owner_id = :owner`;

export function createSqliteOverview(db: Database, clock: Clock, read: Reader): OverviewStore {
  const snapshot = createSnapshot(db);
  const countByType = db.prepare<unknown[], Count>(COUNT_BY_TYPE);
  const countExpiredByType = db.prepare<unknown[], Count>(COUNT_EXPIRED_BY_TYPE);
  const listSources = db.prepare<unknown[], string>(LIST_SOURCES).pluck();
  const countByTag = db.prepare<unknown[], Count>(COUNT_BY_TAG);
  const countExpiredByTag = db.prepare<unknown[], Count>(COUNT_EXPIRED_BY_TAG);
  const countOfSources = db.prepare<unknown[], SourceCount>(COUNT_OF_SOURCES);
  const countByTagOfSources = db.prepare<unknown[], Count>(COUNT_BY_TAG_OF_SOURCES);
  const latestRev = db.prepare<unknown[], number | null>(LATEST_REV).pluck();

  return {
    stats: (owner, within) =>
      read(() =>
        snapshot(() => {
          const now = clock.now();
          if (within !== undefined) {
            const sources = JSON.stringify([...new Set(within)]);
            return toStats(countOfSources.all({ owner, sources, now }));
          }
          const types = subtract(countByType.all({ owner }), countExpiredByType.all({ owner, now }));
          const sources = listSources.all({ owner, now }).sort(byCodePoint);
          return { types: types as ReadonlyMap<EntryType, number>, sources };
        }),
      ),

    tags: (owner, within) =>
      read(() =>
        snapshot(() => {
          if (within !== undefined) {
            const values = { owner, sources: JSON.stringify([...new Set(within)]), now: clock.now() };
            return rankTags(subtract(countByTagOfSources.all(values), []));
          }
          const counts = subtract(
            countByTag.all({ owner }),
            countExpiredByTag.all({ owner, now: clock.now() }),
          );
          return rankTags(counts);
        }),
      ),

    latestRev: (owner) => read(() => latestRev.get({ owner }) ?? 0),

    latestRevs: (owners) =>
      read(() => new Map(owners.map((owner) => [owner, latestRev.get({ owner }) ?? 0]))),
  };
}
