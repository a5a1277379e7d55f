import type { AttentionStore } from "../../domain/briefing/attention-store.ts";
import { type Clock, toIso } from "../../domain/clock.ts";
import type { Entry } from "../../domain/entries/entry.ts";
import type { OwnerId } from "../../domain/owner.ts";
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
import type { Parameters, Statement } from "./sql.ts";
import type { Transactions } from "./transactions.ts";

export interface AttentionOptions {
  readonly transactions: Transactions;
  readonly clock: Clock;
}

export function createPostgresAttention({ transactions, clock }: AttentionOptions): AttentionStore {
  const list = (owner: OwnerId, statement: () => Statement, values: Parameters): Promise<readonly Entry[]> =>
    transactions.read(owner, async (session) =>
      (await session.rows<EntryRow>(statement, { owner, ...values })).map(toEntry),
    );
  const count = (owner: OwnerId, statement: () => Statement, values: Parameters): Promise<number> =>
    transactions.read(owner, async (session) => {
      const row = await session.get<{ readonly count: number }>(statement, { owner, ...values });
      return row?.count ?? 0;
    });

  return {
    readMonitored: (owner, limits) =>
      transactions.read(owner, async (session) => {
        const values = { owner, now: clock.now() };
        const capped = { ...values, limit: Math.max(limits.alerts, 0) };
        const rules = { ...values, limit: Math.max(limits.rules, 0) };
        const [statuses, revs, changed, count, suppressions, patterns] = await Promise.all([
          session.rows<EntryRow>(LIST_STATUSES, values),
          session.rows<readonly [number]>(LIST_REVS_OF_ACTIVE_ALERTS, capped),
          session.rows<EntryRow>(LIST_ACTIVE_ALERTS, { ...capped, afterRev: limits.afterRev }),
          session.get<{ readonly count: number }>(COUNT_ACTIVE_ALERTS, values),
          session.rows<EntryRow>(LIST_SUPPRESSIONS, rules),
          session.rows<EntryRow>(LIST_PATTERNS, rules),
        ]);
        return {
          statuses: statuses.map(toEntry),
          alerts: { revs: revs.map(([rev]) => rev), changed: changed.map(toEntry) },
          alertCount: count?.count ?? 0,
          suppressions: suppressions.map(toEntry),
          patterns: patterns.map(toEntry),
        };
      }),

    listDue: (owner, now, limit) =>
      list(owner, LIST_DUE, { now, nowText: toIso(now), limit: Math.max(limit, 0) }),

    countDue: (owner, now) => count(owner, COUNT_DUE, { now, nowText: toIso(now) }),

    countPending: (owner, now) => count(owner, COUNT_PENDING, { now, nowText: toIso(now) }),
  };
}
