import type { PageRequest } from "../../domain/entries/entry-store.ts";
import type { OwnerId } from "../../domain/owner.ts";
import { ENTRY_COLUMNS, type EntryRow, IS_LIVE } from "../shared/entry-row.ts";
import { toDay } from "../shared/last-read-day.ts";
import type { Session } from "./session.ts";
import { sql } from "./sql.ts";

/** A page ends here, counted from its beginning without its offset. */
const PAGE_END = ":limit::bigint + :offset::bigint";

const CANDIDATES = `e.owner_id = :owner AND e.rev < :beforeRev::bigint AND ${IS_LIVE}`;

/** The order of `entries_by_last_read`: by `rev` where the day is the same. */
const NEWEST = "ORDER BY e.last_read_day DESC, e.rev DESC";

/** Never read: one part of the index, in the order of the list. */
const LIST_NEVER_READ = sql(/* sql */ `
  SELECT ${ENTRY_COLUMNS}
    FROM entries e
   WHERE ${CANDIDATES} AND e.last_read_day IS NULL
   ${NEWEST}
   LIMIT :limit::bigint OFFSET :offset::bigint`);

/** The newest day of last reads before another, by one step of the index. */
const dayBefore = (day: string) => /* sql */ `
    (SELECT e.last_read_day FROM entries e
      WHERE e.owner_id = :owner AND e.deleted_at IS NULL AND e.last_read_day < ${day}
      ORDER BY e.last_read_day DESC, e.rev DESC LIMIT 1)`;

/**
 * Steps from day to day of last reads. `tops` is the newest change of each day: a page of `k` rows holds nothing older
 * than the `k`-th of them, so that most days give no row. Only what was last read on the very day of `since` needs the
 * log; as a sub-select with an offset it is asked row by row, and no longer than the page is filled.
 */
const LIST_UNREAD_SINCE = sql(/* sql */ `
  WITH RECURSIVE days (day) AS (
    SELECT ${dayBefore(":sinceDay::int")}
    UNION ALL
    SELECT ${dayBefore("d.day")} FROM days d WHERE d.day IS NOT NULL
  ), tops AS MATERIALIZED (
    SELECT d.day, t.rev
      FROM days d
     CROSS JOIN LATERAL (SELECT e.rev FROM entries e WHERE ${CANDIDATES} AND e.last_read_day = d.day
                          ${NEWEST} LIMIT 1) t
  ), bound AS (
    SELECT coalesce((SELECT rev FROM tops ORDER BY rev DESC OFFSET ${PAGE_END} - 1 LIMIT 1), 0) AS rev
  ), found AS (
    (SELECT e.rev FROM entries e WHERE ${CANDIDATES} AND e.last_read_day IS NULL
      ${NEWEST} LIMIT ${PAGE_END})
    UNION ALL
    (SELECT e.rev FROM entries e WHERE ${CANDIDATES} AND e.last_read_day = :sinceDay::int
        AND NOT EXISTS (SELECT 1 FROM reads r
                         WHERE r.owner_id = :owner AND r.entry_id = e.id AND r.at >= :since::bigint OFFSET 0)
      ${NEWEST} LIMIT ${PAGE_END})
    UNION ALL
    SELECT u.rev
      FROM tops t
     CROSS JOIN LATERAL (SELECT e.rev FROM entries e
                          WHERE ${CANDIDATES} AND e.last_read_day = t.day AND e.rev >= (SELECT rev FROM bound)
                          ${NEWEST} LIMIT ${PAGE_END}) u
     WHERE t.rev >= (SELECT rev FROM bound)
  )
  SELECT ${ENTRY_COLUMNS}
    FROM entries e
   WHERE e.owner_id = :owner
     AND e.rev = ANY(ARRAY(SELECT rev FROM found ORDER BY rev DESC LIMIT :limit::bigint OFFSET :offset::bigint))
   ORDER BY e.rev DESC`);

/**
 * Live entries without a read, or without one since a time (ms since 1970). An anti-join with the log would walk the whole
 * store of somebody who has read everything; the day of the last read, kept with the entry and indexed, spares that: a
 * page costs what it returns, and with `since` two steps of an index for each day on which something was last read.
 */
export async function listUnread(
  session: Session,
  owner: OwnerId,
  since: number | undefined,
  { limit, beforeRev = Number.MAX_SAFE_INTEGER, offset = 0 }: PageRequest,
  now: number,
): Promise<readonly EntryRow[]> {
  if (limit <= 0) return [];
  const values = { owner, now, beforeRev, limit, offset };
  return since === undefined
    ? session.rows<EntryRow>(LIST_NEVER_READ, values)
    : session.rows<EntryRow>(LIST_UNREAD_SINCE, { ...values, since, sinceDay: toDay(since) });
}
