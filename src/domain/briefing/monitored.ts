import { type Alert, toAlert } from "../alerts/alert.ts";
import type { Entry } from "../entries/entry.ts";
import type { OwnerId } from "../owner.ts";
import type { Services } from "../services.ts";
import { toPattern } from "./patterns.ts";
import type { Monitored } from "./sources.ts";
import { toSuppression } from "./suppressions.ts";

/** What a briefing judges, and how much of it there is beyond what was read. */
export interface MonitoredState extends Monitored {
  readonly activeSuppressions: number;
  /** Active alerts beyond those that were judged. */
  readonly alertsNotJudged: number;
}

/** Reads what an owner's briefing is made of, and remembers it until the owner writes or something expires. */
export interface MonitoredReader {
  read(owner: OwnerId): Promise<MonitoredState>;
}

interface WatchedAlert extends Alert {
  /** ms since 1970. */
  readonly expiresAt?: number;
}

interface Remembered {
  readonly rev: number;
  /** ms since 1970 from which on something remembered no longer lives. */
  readonly validUntil: number;
  /** The active alerts by their `rev`, which another change of them would change. */
  readonly alerts: ReadonlyMap<number, WatchedAlert>;
  readonly state: MonitoredState;
}

const MAX_ALERTS = 5000;
const MAX_RULES = 1000;
const MAX_OWNERS = 100;

/** The owner's highest `rev`, one index lookup, says whether what is remembered still stands; it does on every process. */
export function createMonitoredReader({ store, clock }: Pick<Services, "store" | "clock">): MonitoredReader {
  const remembered = new Map<OwnerId, Remembered>();

  async function load(owner: OwnerId, rev: number, known: Remembered | undefined): Promise<Remembered> {
    const limits = { alerts: MAX_ALERTS, rules: MAX_RULES, afterRev: newestOf(known) };
    const found = await store.attention.readMonitored(owner, limits);
    const { statuses, suppressions, patterns, alertCount } = found;
    const { revs, changed } = found.alerts;
    const alerts = collectAlerts(revs, changed, known);
    // Of more than are judged, resolving some lets old ones in that were not read before.
    if (alerts.size < revs.length && known !== undefined) return load(owner, rev, undefined);
    const watched = [...alerts.values()];
    const state: MonitoredState = {
      statuses,
      alerts: watched,
      suppressions: suppressions.map(toSuppression),
      patterns: patterns.flatMap((entry) => toPattern(entry) ?? []),
      activeSuppressions: suppressions.length,
      alertsNotJudged: Math.max(0, alertCount - alerts.size),
    };
    const validUntil = earliestExpiry([...statuses, ...watched, ...suppressions, ...patterns]);
    return { rev, validUntil, alerts, state };
  }

  return {
    async read(owner) {
      const rev = await store.overview.latestRev(owner);
      const known = remembered.get(owner);
      if (known !== undefined && known.rev === rev && clock.now() < known.validUntil) return known.state;
      const fresh = await load(owner, rev, known);
      remembered.delete(owner);
      remembered.set(owner, fresh);
      if (remembered.size > MAX_OWNERS) remembered.delete(remembered.keys().next().value as OwnerId);
      return fresh.state;
    },
  };
}

function newestOf(known: Remembered | undefined): number {
  return known?.alerts.keys().next().value ?? 0;
}

/** Alerts in the order of their revs; only what changed is read and taken apart anew. */
function collectAlerts(
  revs: readonly number[],
  changed: readonly Entry[],
  known: Remembered | undefined,
): ReadonlyMap<number, WatchedAlert> {
  const fresh = new Map(changed.map((entry) => [entry.rev, entry]));
  const alerts = new Map<number, WatchedAlert>();
  for (const rev of revs) {
    const entry = fresh.get(rev);
    const alert = entry === undefined ? known?.alerts.get(rev) : toWatched(entry);
    if (alert !== undefined) alerts.set(rev, alert);
  }
  return alerts;
}

function toWatched(entry: Entry): WatchedAlert {
  const { expiresAt } = entry;
  return expiresAt === undefined ? toAlert(entry) : { ...toAlert(entry), expiresAt };
}

function earliestExpiry(entries: readonly Pick<Entry, "expiresAt">[]): number {
  return entries.reduce(
    (earliest, { expiresAt }) => (expiresAt === undefined ? earliest : Math.min(earliest, expiresAt)),
    Number.POSITIVE_INFINITY,
  );
}
