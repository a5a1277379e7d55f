import type { Entry } from "../entries/entry.ts";
import type { OwnerId } from "../owner.ts";

/** The active alerts of an owner at one moment. */
export interface ActiveAlerts {
  /** The `rev` of each, newest change first: an alert whose `rev` was met before is as it was then. */
  readonly revs: readonly number[];
  /** Those that were asked for in full, in the same order. */
  readonly changed: readonly Entry[];
}

/** What a briefing is made of. Every method answers from indexes that hold only what it is about. */
export interface AttentionStore {
  /**
   * Live alerts that are not resolved: at most `limit` of them by `rev` alone, and in full those of them that changed
   * after the change `afterRev` (0: all).
   */
  listActiveAlerts(owner: OwnerId, limit: number, afterRev: number): Promise<ActiveAlerts>;
  countActiveAlerts(owner: OwnerId): Promise<number>;
  /** The live status of every source that has one, by source. */
  listStatuses(owner: OwnerId): Promise<readonly Entry[]>;
  /** Live suppressions or patterns, newest change first. */
  listRules(owner: OwnerId, type: "suppression" | "pattern", limit: number): Promise<readonly Entry[]>;
  /**
   * Live intentions that want attention at `now` (ms since 1970): pending or snoozed ones whose time (`data.deliver_at`,
   * or `data.snooze_until` while snoozed) has come, and fired ones. The longest due first, fired ones that never
   * had a time before all.
   */
  listDue(owner: OwnerId, now: number, limit: number): Promise<readonly Entry[]>;
  countDue(owner: OwnerId, now: number): Promise<number>;
  /** Live intentions in state `pending` that are not due at `now`. */
  countPending(owner: OwnerId, now: number): Promise<number>;
}
