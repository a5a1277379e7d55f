import type { Database } from "better-sqlite3";
import type { EntryFilter } from "../../domain/entries/entry-store.ts";
import type { OwnerId } from "../../domain/owner.ts";

const READ_SKEW = /* sql */ `
  SELECT skew_ms FROM rev_counter WHERE id = 1`;

const FIRST_SINCE = /* sql */ `
  SELECT changed_at, rev
    FROM entries INDEXED BY entries_by_change
   WHERE owner_id = :owner AND deleted_at IS NULL AND changed_at >= :time
   ORDER BY changed_at, rev
   LIMIT 1`;

const LAST_UNTIL = /* sql */ `
  SELECT changed_at, rev
    FROM entries INDEXED BY entries_by_change
   WHERE owner_id = :owner AND deleted_at IS NULL AND changed_at <= :time
   ORDER BY changed_at DESC, rev DESC
   LIMIT 1`;

const REVS_BETWEEN = /* sql */ `
  SELECT min(rev) AS low, max(rev) AS high
    FROM entries INDEXED BY entries_by_change
   WHERE owner_id = :owner AND deleted_at IS NULL AND changed_at BETWEEN :from AND :to`;

interface Found {
  readonly changed_at: number;
  readonly rev: number;
}

/** Revs between which all entries of interest lie, bounds inclusive; `low > high` means that there are none. */
export interface RevRange {
  readonly low: number;
  readonly high: number;
}

const NOTHING: RevRange = { low: 1, high: 0 };

/**
 * Turns the time bounds of a filter into bounds of `rev`, so that a list that walks `rev` stops where the times do.
 * Revs and times grow together except where the clock went back, and the database knows how far it ever did
 * (`skew_ms`): a later change can lie at most that much before an earlier one. So the lowest rev since a time lies
 * within `skew_ms` of the first change since then, and likewise at the other end.
 */
export type RevRangeOf = (owner: OwnerId, filter: EntryFilter, beforeRev: number | undefined) => RevRange;

export function createRevRange(db: Database): RevRangeOf {
  const readSkew = db.prepare<[], number>(READ_SKEW).pluck();
  const firstSince = db.prepare<{ owner: string; time: number }, Found>(FIRST_SINCE);
  const lastUntil = db.prepare<{ owner: string; time: number }, Found>(LAST_UNTIL);
  const revsBetween = db.prepare<{ owner: string; from: number; to: number }, RevRange>(REVS_BETWEEN);

  function lowest(owner: OwnerId, since: number, skew: number): number | undefined {
    const first = firstSince.get({ owner, time: since });
    if (first === undefined || skew === 0) return first?.rev;
    return revsBetween.get({ owner, from: first.changed_at, to: first.changed_at + skew })?.low;
  }

  function highest(owner: OwnerId, until: number, skew: number): number | undefined {
    const last = lastUntil.get({ owner, time: until });
    if (last === undefined || skew === 0) return last?.rev;
    return revsBetween.get({ owner, from: last.changed_at - skew, to: last.changed_at })?.high;
  }

  return (owner, filter, beforeRev) => {
    const range = { low: 0, high: beforeRev === undefined ? Number.MAX_SAFE_INTEGER : beforeRev - 1 };
    if (!hasTimes(filter)) return range;
    const skew = readSkew.get() ?? 0;
    const since = earliestChange(filter, skew);
    const until = filter.changedUntil;
    const low = since === undefined ? range.low : lowest(owner, since, skew);
    const high = until === undefined ? range.high : highest(owner, until, skew);
    if (low === undefined || high === undefined) return NOTHING;
    return { low, high: Math.min(high, range.high) };
  };
}

function hasTimes({ changedSince, changedUntil, createdAfter }: EntryFilter): boolean {
  return changedSince !== undefined || changedUntil !== undefined || createdAfter !== undefined;
}

/** What was created after a time was changed then or later, give or take the skew. */
function earliestChange({ changedSince, createdAfter }: EntryFilter, skew: number): number | undefined {
  if (createdAfter === undefined) return changedSince;
  return Math.max(createdAfter - skew, changedSince ?? Number.MIN_SAFE_INTEGER);
}
