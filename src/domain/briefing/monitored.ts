import { toAlert } from "../alerts/alert.ts";
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

interface Remembered {
  readonly rev: number;
  /** ms since 1970 from which on something remembered no longer lives. */
  readonly validUntil: number;
  readonly state: MonitoredState;
}

const MAX_ALERTS = 5000;
const MAX_RULES = 1000;
const MAX_OWNERS = 100;

/** The owner's highest `rev`, one index lookup, says whether what is remembered still stands; it does on every process. */
export function createMonitoredReader({ store, clock }: Pick<Services, "store" | "clock">): MonitoredReader {
  const remembered = new Map<OwnerId, Remembered>();

  async function load(owner: OwnerId, rev: number): Promise<Remembered> {
    const { attention } = store;
    const [statuses, alerts, suppressions, patterns, activeAlerts] = await Promise.all([
      attention.listStatuses(owner),
      attention.listActiveAlerts(owner, MAX_ALERTS),
      attention.listRules(owner, "suppression", MAX_RULES),
      attention.listRules(owner, "pattern", MAX_RULES),
      attention.countActiveAlerts(owner),
    ]);
    const state: MonitoredState = {
      statuses,
      alerts: alerts.map(toAlert),
      suppressions: suppressions.map(toSuppression),
      patterns: patterns.flatMap((entry) => toPattern(entry) ?? []),
      activeSuppressions: suppressions.length,
      alertsNotJudged: Math.max(0, activeAlerts - alerts.length),
    };
    return { rev, validUntil: earliestExpiry([...statuses, ...alerts, ...suppressions, ...patterns]), state };
  }

  return {
    async read(owner) {
      const rev = await store.overview.latestRev(owner);
      const known = remembered.get(owner);
      if (known !== undefined && known.rev === rev && clock.now() < known.validUntil) return known.state;
      const fresh = await load(owner, rev);
      remembered.delete(owner);
      remembered.set(owner, fresh);
      if (remembered.size > MAX_OWNERS) remembered.delete(remembered.keys().next().value as OwnerId);
      return fresh.state;
    },
  };
}

function earliestExpiry(entries: readonly Entry[]): number {
  return entries.reduce(
    (earliest, { expiresAt }) => (expiresAt === undefined ? earliest : Math.min(earliest, expiresAt)),
    Number.POSITIVE_INFINITY,
  );
}
