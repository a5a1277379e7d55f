import type { Database } from "better-sqlite3";
import type { PageRequest } from "../../domain/entries/entry-store.ts";
import type { OwnerId } from "../../domain/owner.ts";
import { ENTRY_COLUMNS, type EntryRow, IS_LIVE } from "../shared/entry-row.ts";
import { toDay } from "../shared/last-read-day.ts";
import { LIMIT } from "./limit.ts";

/** Never read: the first part of the index, in the order of the list. */
export const LIST_NEVER_READ = /* sql */ `
  SELECT ${ENTRY_COLUMNS}
    FROM entries e INDEXED BY entries_by_last_read
   WHERE e.owner_id = :owner AND e.last_read_day IS NULL AND e.rev < :beforeRev AND ${IS_LIVE}
   ORDER BY e.rev DESC
   ${LIMIT} OFFSET :offset`;

const NOT_READ_SINCE = /* sql */ `
         NOT EXISTS (SELECT 1 FROM reads r INDEXED BY reads_by_entry
                      WHERE r.owner_id = :owner AND r.entry_id = e.id AND r.at >= :since)`;

/** Skips what was read since: good when that is little. */
export const LIST_SKIPPING_READ = /* sql */ `
  SELECT ${ENTRY_COLUMNS}
    FROM entries e INDEXED BY entries_live
   WHERE e.owner_id = :owner AND e.rev < :beforeRev AND ${IS_LIVE} AND ${NOT_READ_SINCE}
   ORDER BY e.rev DESC
   ${LIMIT} OFFSET :offset`;

const READ_ON_DAY = /* sql */ `
           FROM entries e INDEXED BY entries_by_last_read
          WHERE e.owner_id = :owner AND e.last_read_day = s.day AND e.rev < :beforeRev AND ${IS_LIVE}`;

/**
 * Collects what was read before and never since: steps from day to day of last reads through the index, and takes of
 * each day no more than the page can hold.
 */
export const LIST_LEFT_UNREAD = /* sql */ `
  WITH RECURSIVE days (day) AS (
    SELECT (SELECT max(x.last_read_day) FROM entries x INDEXED BY entries_by_last_read
             WHERE x.owner_id = :owner AND x.deleted_at IS NULL AND x.last_read_day < :sinceDay)
    UNION ALL
    SELECT (SELECT max(x.last_read_day) FROM entries x INDEXED BY entries_by_last_read
             WHERE x.owner_id = :owner AND x.deleted_at IS NULL AND x.last_read_day < s.day)
      FROM days s
     WHERE s.day IS NOT NULL
  )
  SELECT ${ENTRY_COLUMNS}
    FROM entries e
   WHERE +e.owner_id = :owner AND e.n IN (SELECT n FROM (
         SELECT e.n, e.rev
           FROM entries e INDEXED BY entries_by_last_read
          WHERE e.owner_id = :owner AND e.last_read_day IS NULL AND e.rev < :beforeRev AND ${IS_LIVE}
         UNION ALL
         SELECT e.n, e.rev
           FROM entries e INDEXED BY entries_by_last_read
          WHERE e.owner_id = :owner AND e.last_read_day = :sinceDay AND e.rev < :beforeRev AND ${IS_LIVE}
            AND ${NOT_READ_SINCE}
         UNION ALL
         SELECT e.n, e.rev
           FROM days s
          CROSS JOIN entries e INDEXED BY entries_by_last_read
          WHERE e.owner_id = :owner AND e.last_read_day = s.day AND e.rev < :beforeRev AND ${IS_LIVE}
            AND e.rev >= ifnull((SELECT e.rev ${READ_ON_DAY} ORDER BY e.rev DESC LIMIT 1 OFFSET :limit + :offset), 0)
          ORDER BY rev DESC
          ${LIMIT} OFFSET :offset))
   ORDER BY e.rev DESC`;

/** Entries that a list may skip, one index step each, before it is better to collect. */
const MAX_SKIPPED = 2_000;

export const COUNT_READS_SINCE = /* sql */ `
  SELECT count(*) FROM (
    SELECT 1 FROM reads INDEXED BY reads_by_time WHERE owner_id = :owner AND at >= :since LIMIT ${MAX_SKIPPED})`;

/** An entry is marked with the day of its last read; older reads change nothing, nor does a second one of the day. */
export const MARK_READ = /* sql */ `
  UPDATE entries SET last_read_day = :day
   WHERE owner_id = :owner AND id = :entryId AND (last_read_day IS NULL OR last_read_day < :day)`;

/**
 * Live entries without a read, or without one since a time. An anti-join with the log would walk the whole store of
 * somebody who has read everything; the day of the last read, kept with the entry and indexed, spares that: without
 * `since` a page costs what it returns, with it at most `MAX_SKIPPED` entries more, or a page of each day before.
 */
export type ListUnread = (
  owner: OwnerId,
  since: number | undefined,
  page: PageRequest,
  now: number,
) => readonly EntryRow[];

export function createListUnread(db: Database): ListUnread {
  const rows = (sql: string) => db.prepare<unknown[], EntryRow>(sql).raw();
  const neverRead = rows(LIST_NEVER_READ);
  const skippingRead = rows(LIST_SKIPPING_READ);
  const leftUnread = rows(LIST_LEFT_UNREAD);
  const countReadsSince = db.prepare<{ owner: string; since: number }, number>(COUNT_READS_SINCE).pluck();

  return (owner, since, { limit, beforeRev = Number.MAX_SAFE_INTEGER, offset = 0 }, now) => {
    if (limit <= 0) return [];
    const values = { owner, now, beforeRev, limit, offset };
    if (since === undefined) return neverRead.all(values);
    const few = (countReadsSince.get({ owner, since }) ?? 0) < MAX_SKIPPED;
    return (few ? skippingRead : leftUnread).all({ ...values, since, sinceDay: toDay(since) });
  };
}
