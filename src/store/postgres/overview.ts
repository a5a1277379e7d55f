import type { Clock } from "../../domain/clock.ts";
import type { EntryType } from "../../domain/entries/entry.ts";
import type { OverviewStore } from "../../domain/overview/overview-store.ts";
import type { OwnerId } from "../../domain/owner.ts";
import { type Count, rankTags, type SourceCount, subtract, toStats } from "../shared/counts.ts";
import { IS_LIVE } from "../shared/entry-row.ts";
import { sql } from "./sql.ts";
import { EVERYBODY, type Transactions } from "./transactions.ts";

const COUNT_BY_TYPE = sql(/* sql */ `
  SELECT type AS name, count(*) AS count
    FROM entries
   WHERE owner_id = :owner AND deleted_at IS NULL
   GROUP BY type`);

const COUNT_EXPIRED_BY_TYPE = sql(/* sql */ `
  SELECT type AS name, count(*) AS count
    FROM entries
   WHERE owner_id = :owner AND deleted_at IS NULL AND expires_at <= :now
   GROUP BY type`);

/**
 * One step of the index per source, however many entries a source has. The offset keeps Postgres from making the last
 * condition a join without an order: the newest entries are the last to expire.
 */
const LIST_SOURCES = sql(/* sql */ `
  WITH RECURSIVE sources (source) AS (
    SELECT (SELECT source FROM entries
             WHERE owner_id = :owner AND deleted_at IS NULL
             ORDER BY source, rev LIMIT 1)
    UNION ALL
    SELECT (SELECT e.source FROM entries e
             WHERE e.owner_id = :owner AND e.deleted_at IS NULL AND e.source > s.source
             ORDER BY e.source, e.rev LIMIT 1)
      FROM sources s
     WHERE s.source IS NOT NULL
  )
  SELECT s.source
    FROM sources s
   WHERE s.source IS NOT NULL
     AND EXISTS (SELECT 1 FROM entries e
                  WHERE e.owner_id = :owner AND e.source = s.source AND e.deleted_at IS NULL
                    AND (e.expires_at IS NULL OR e.expires_at > :now)
                  ORDER BY e.rev DESC OFFSET 0)
   ORDER BY s.source`);

const COUNT_BY_TAG = sql(/* sql */ `
  SELECT tag AS name, count(*) AS count
    FROM entry_tags
   WHERE owner_id = :owner AND NOT deleted
   GROUP BY tag`);

const COUNT_EXPIRED_BY_TAG = sql(/* sql */ `
  SELECT tag AS name, count(DISTINCT e.n) AS count
    FROM entries e
   CROSS JOIN LATERAL json_array_elements_text(e.tags::json) tag
   WHERE e.owner_id = :owner AND e.deleted_at IS NULL AND e.expires_at <= :now
   GROUP BY tag`);

const COUNT_OF_SOURCES = sql(/* sql */ `
  SELECT e.type, e.source, count(*) AS count
    FROM entries e
   WHERE e.owner_id = :owner AND e.source = ANY(:sources::text[]) AND ${IS_LIVE}
   GROUP BY e.type, e.source`);

const COUNT_BY_TAG_OF_SOURCES = sql(/* sql */ `
  SELECT tag AS name, count(DISTINCT e.n) AS count
    FROM entries e
   CROSS JOIN LATERAL json_array_elements_text(e.tags::json) tag
   WHERE e.owner_id = :owner AND e.source = ANY(:sources::text[]) AND ${IS_LIVE}
   GROUP BY tag`);

const LATEST_REV = sql(/* sql */ `
  SELECT rev FROM entries WHERE owner_id = :owner AND rev > 0 ORDER BY rev DESC LIMIT 1`);

const LATEST_REVS = sql(/* sql */ `
  SELECT owner_id, rev FROM owners WHERE owner_id = ANY(:owners::text[])`);

export interface OverviewOptions {
  readonly transactions: Transactions;
  readonly clock: Clock;
}

export function createPostgresOverview({ transactions, clock }: OverviewOptions): OverviewStore {
  return {
    stats: (owner, within) =>
      transactions.read(owner, async (session) => {
        const values = { owner, now: clock.now() };
        if (within !== undefined) {
          return toStats(await session.all<SourceCount>(COUNT_OF_SOURCES, { ...values, sources: within }));
        }
        const [all, expired, sources] = await Promise.all([
          session.all<Count>(COUNT_BY_TYPE, values),
          session.all<Count>(COUNT_EXPIRED_BY_TYPE, values),
          session.rows<readonly [string]>(LIST_SOURCES, values),
        ]);
        return {
          types: subtract(all, expired) as ReadonlyMap<EntryType, number>,
          sources: sources.map(([source]) => source),
        };
      }),

    tags: (owner, sources) =>
      transactions.read(owner, async (session) => {
        const values = { owner, now: clock.now() };
        if (sources !== undefined) {
          const found = await session.all<Count>(COUNT_BY_TAG_OF_SOURCES, { ...values, sources });
          return rankTags(subtract(found, []));
        }
        const [all, expired] = await Promise.all([
          session.all<Count>(COUNT_BY_TAG, values),
          session.all<Count>(COUNT_EXPIRED_BY_TAG, values),
        ]);
        return rankTags(subtract(all, expired));
      }),

    latestRev: (owner) =>
      transactions.read(
        owner,
        async (session) => (await session.get<{ readonly rev: number }>(LATEST_REV, { owner }))?.rev ?? 0,
      ),

    latestRevs: (owners) =>
      transactions.read(EVERYBODY, async (session) => {
        const found = await session.rows<readonly [OwnerId, number]>(LATEST_REVS, { owners });
        return new Map(found);
      }),
  };
}
