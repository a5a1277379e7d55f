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

const RULES = { suppression: LIST_SUPPRESSIONS, pattern: LIST_PATTERNS } as const;

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
    listActiveAlerts: (owner, limit, afterRev) =>
      transactions.read(owner, async (session) => {
        const values = { owner, now: clock.now(), limit: Math.max(limit, 0) };
        const [revs, changed] = await Promise.all([
          session.rows<readonly [number]>(LIST_REVS_OF_ACTIVE_ALERTS, values),
          session.rows<EntryRow>(LIST_ACTIVE_ALERTS, { ...values, afterRev }),
        ]);
        return { revs: revs.map(([rev]) => rev), changed: changed.map(toEntry) };
      }),

    countActiveAlerts: (owner) => count(owner, COUNT_ACTIVE_ALERTS, { now: clock.now() }),

    listStatuses: (owner) => list(owner, LIST_STATUSES, { now: clock.now() }),

    listRules: (owner, type, limit) =>
      list(owner, RULES[type], { now: clock.now(), limit: Math.max(limit, 0) }),

    listDue: (owner, now, limit) =>
      list(owner, LIST_DUE, { now, nowText: toIso(now), limit: Math.max(limit, 0) }),

    countDue: (owner, now) => count(owner, COUNT_DUE, { now, nowText: toIso(now) }),

    countPending: (owner, now) => count(owner, COUNT_PENDING, { now, nowText: toIso(now) }),
  };
}
