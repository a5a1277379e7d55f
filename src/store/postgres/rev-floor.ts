import { plannedSql, sql } from "./sql.ts";

/** In `settings`, as 8 bytes: the highest rev that any deleted owner ever had. */
const KEY = "rev_floor";

/**
 * Lifts a new owner's counter over those of deleted owners. Servers remember entries by owner, number and rev: whoever gets
 * the name of somebody deleted must not meet what they remember. A statement of its own, so that it sees what was
 * committed while the one before it waited for the row.
 */
export const RAISE_NEW = sql(/* sql */ `
  UPDATE owners
     SET rev = greatest(rev, (SELECT coalesce(max(('x' || encode(value, 'hex'))::bit(64)::bigint), 0)
                                FROM settings WHERE key = '${KEY}'))
   WHERE owner_id = :owner
  RETURNING rev, latest_at, skew_ms`);

/** Big-endian bytes compare as the numbers do. */
export const RAISE_FLOOR = plannedSql(/* sql */ `
  INSERT INTO settings (key, value)
  SELECT '${KEY}', int8send(rev) FROM owners WHERE owner_id = :owner
  ON CONFLICT (key) DO UPDATE SET value = greatest(settings.value, excluded.value)`);
