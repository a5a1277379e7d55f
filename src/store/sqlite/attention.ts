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
  const listSuppressions = rows(LIST_SUPPRESSIONS);
  const listPatterns = rows(LIST_PATTERNS);
  const listDue = rows(LIST_DUE);
  const countDue = number(COUNT_DUE);
  const countPending = number(COUNT_PENDING);

  return {
    readMonitored: (owner, limits) =>
      read(() =>
        snapshot(() => {
          const values = { owner, now: clock.now() };
          const capped = { ...values, limit: Math.max(limits.alerts, 0) };
          const rules = { ...values, limit: Math.max(limits.rules, 0) };
          const { afterRev } = limits;
          const revs = listRevsOfActiveAlerts.all(capped);
          const changed = (revs[0] ?? 0) > afterRev ? listActiveAlerts.all({ ...capped, afterRev }) : [];
          return {
            statuses: listStatuses.all(values).map(toEntry),
            alerts: { revs, changed: changed.map(toEntry) },
            alertCount: countActiveAlerts.get(values) ?? 0,
            suppressions: listSuppressions.all(rules).map(toEntry),
            patterns: listPatterns.all(rules).map(toEntry),
          };
        }),
      ),

    listDue: (owner, now, limit) =>
      read(() => listDue.all({ owner, now, nowText: toIso(now), limit: Math.max(limit, 0) }).map(toEntry)),

    countDue: (owner, now) => read(() => countDue.get({ owner, now, nowText: toIso(now) }) ?? 0),

    countPending: (owner, now) => read(() => countPending.get({ owner, now, nowText: toIso(now) }) ?? 0),
  };
}
