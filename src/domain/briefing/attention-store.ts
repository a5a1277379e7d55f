import type { Entry } from "../entries/entry.ts";
import type { OwnerId } from "../owner.ts";

/** The active alerts of an owner at one moment. */
export interface ActiveAlerts {
  /** The `rev` of each, newest change first: an alert whose `rev` was met before is as it was then. */
  readonly revs: readonly number[];
  /** Those that were asked for in full, in the same order. */
  readonly changed: readonly Entry[];
}

/** How much of what an owner monitors is read. */
export interface MonitoredLimits {
  readonly alerts: number;
  /** Of suppressions, and of patterns. */
  readonly rules: number;
  /** Alerts that changed after this change are read in full; 0: all. */
  readonly afterRev: number;
}

/** All that an owner monitors, at one moment. */
export interface MonitoredEntries {
  /** The live status of every source that has one, by source. */
  readonly statuses: readonly Entry[];
  /** Live alerts that are not resolved. */
  readonly alerts: ActiveAlerts;
  /** How many of them there are, whatever the limit. */
  readonly alertCount: number;
  /** Live ones, newest change first. */
  readonly suppressions: readonly Entry[];
  readonly patterns: readonly Entry[];
}

/** What a briefing is made of. Every method answers from indexes that hold only what it is about. */
export interface AttentionStore {
  /** Reads on one snapshot, on Postgres in one round trip. */
  readMonitored(owner: OwnerId, limits: MonitoredLimits): Promise<MonitoredEntries>;
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
