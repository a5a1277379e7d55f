import type { Database } from "better-sqlite3";
import type { AttentionStore } from "../../domain/briefing/attention-store.ts";
import { type Clock, toIso } from "../../domain/clock.ts";
import { type EntryRow, toEntry } from "../shared/entry-row.ts";
import {
  COUNT_ACTIVE_ALERTS,
  COUNT_DUE,
  COUNT_PENDING,
  LIST_ACTIVE_ALERTS,
  LIST_DUE,
  LIST_PATTERNS,
  LIST_REVS_OF_ACTIVE_ALERTS,
  LIST_STATUSES,
  LIST_SUPPRESSIONS,
} from "./attention-sql.ts";
import { createSnapshot, type Reader } from "./read.ts";

export function createSqliteAttention(db: Database, clock: Clock, read: Reader): AttentionStore {
  const rows = (sql: string) => db.prepare<unknown[], EntryRow>(sql).raw();
  const number = (sql: string) => db.prepare<unknown[], number>(sql).pluck();
  const snapshot = createSnapshot(db);
  const listRevsOfActiveAlerts = number(LIST_REVS_OF_ACTIVE_ALERTS);
  const listActiveAlerts = rows(LIST_ACTIVE_ALERTS);
  const countActiveAlerts = number(COUNT_ACTIVE_ALERTS);
  const listStatuses = rows(LIST_STATUSES);
  const listRules = { suppression: rows(LIST_SUPPRESSIONS), pattern: rows(LIST_PATTERNS) };
  const listDue = rows(LIST_DUE);
  const countDue = number(COUNT_DUE);
  const countPending = number(COUNT_PENDING);

  return {
    listActiveAlerts: (owner, limit, afterRev) =>
      read(() =>
        snapshot(() => {
          const values = { owner, now: clock.now(), limit: Math.max(limit, 0) };
          const revs = listRevsOfActiveAlerts.all(values);
          const newest = revs[0] ?? 0;
          const changed = newest > afterRev ? listActiveAlerts.all({ ...values, afterRev }) : [];
          return { revs, changed: changed.map(toEntry) };
        }),
      ),

    countActiveAlerts: (owner) => read(() => countActiveAlerts.get({ owner, now: clock.now() }) ?? 0),

    listStatuses: (owner) => read(() => listStatuses.all({ owner, now: clock.now() }).map(toEntry)),

    listRules: (owner, type, limit) =>
      read(() => listRules[type].all({ owner, now: clock.now(), limit: Math.max(limit, 0) }).map(toEntry)),

    listDue: (owner, now, limit) =>
      read(() => listDue.all({ owner, now, nowText: toIso(now), limit: Math.max(limit, 0) }).map(toEntry)),

    countDue: (owner, now) => read(() => countDue.get({ owner, now, nowText: toIso(now) }) ?? 0),

    countPending: (owner, now) => read(() => countPending.get({ owner, now, nowText: toIso(now) }) ?? 0),
  };
}
