import { type Alert, severity } from "../alerts/alert.ts";
import { toIso } from "../clock.ts";
import type { Entry } from "../entries/entry.ts";
import type { LocalTime } from "./local-time.ts";
import { isExpected, type Pattern } from "./patterns.ts";
import { isSuppressed, type Suppression } from "./suppressions.ts";

export type SourceStatus = "critical" | "stale" | "warning" | "ok";

/** How one source stands. */
export interface SourceState {
  readonly source: string;
  readonly status: SourceStatus;
  /** ISO 8601 UTC of its last status; `null` for a source that only ever sent alerts. */
  readonly lastReport: string | null;
  /** Alerts that neither a suppression nor a pattern dismissed. */
  readonly alerts: number;
  /** What to say about it; absent when it is ok. */
  readonly headline?: string;
}

/** Everything known about what is monitored. Alerts newest change first. */
export interface Monitored {
  readonly statuses: readonly Entry[];
  readonly alerts: readonly Alert[];
  readonly suppressions: readonly Suppression[];
  readonly patterns: readonly Pattern[];
}

export interface SourceReport {
  /** Most urgent first, then by name. */
  readonly states: readonly SourceState[];
  readonly suppressed: number;
  readonly patternMatched: number;
}

const URGENCY: readonly SourceStatus[] = ["critical", "stale", "warning", "ok"];

/** Judges every source that sent a status or has an active alert. */
export function judgeSources(monitored: Monitored, now: number, local: () => LocalTime): SourceReport {
  const surviving = new Map<string, Alert[]>();
  let suppressed = 0;
  let patternMatched = 0;
  for (const alert of monitored.alerts) {
    const alerts = surviving.get(alert.source) ?? [];
    surviving.set(alert.source, alerts);
    if (isSuppressed(alert, monitored.suppressions)) suppressed += 1;
    else if (isExpected(alert, monitored.patterns, local)) patternMatched += 1;
    else alerts.push(alert);
  }
  const statuses = new Map(monitored.statuses.map((entry) => [entry.source, entry]));
  const sources = new Set([...statuses.keys(), ...surviving.keys()]);
  const states = [...sources].map((source) =>
    judge(source, statuses.get(source), surviving.get(source) ?? [], now),
  );
  return { states: states.toSorted(byUrgency), suppressed, patternMatched };
}

function judge(
  source: string,
  status: Entry | undefined,
  alerts: readonly Alert[],
  now: number,
): SourceState {
  const reportedAt = status === undefined ? undefined : (status.updatedAt ?? status.createdAt);
  const base = {
    source,
    lastReport: reportedAt === undefined ? null : toIso(reportedAt),
    alerts: alerts.length,
  };
  const worst = mostSevere(alerts);
  if (worst?.level === "critical") return { ...base, status: "critical", headline: worst.message };
  const silence = status === undefined ? undefined : silentSeconds(status, now);
  if (silence !== undefined) {
    return { ...base, status: "stale", headline: `No report for ${spellDuration(silence)}.` };
  }
  return worst === undefined
    ? { ...base, status: "ok" }
    : { ...base, status: "warning", headline: worst.message };
}

const UNITS = [
  ["days", 86_400],
  ["hours", 3_600],
  ["minutes", 60],
] as const;

/** In the largest unit of which there are at least two: nobody reads 345600 seconds. */
function spellDuration(seconds: number): string {
  const [unit, length] = UNITS.find(([, one]) => seconds >= 2 * one) ?? ["seconds", 1];
  return `${Math.floor(seconds / length)} ${unit}`;
}

/** Whole seconds since the last report when that is longer than the source promised, else `undefined`. */
function silentSeconds(status: Entry, now: number): number | undefined {
  const { ttl_sec } = status.data;
  if (typeof ttl_sec !== "number") return undefined;
  const age = now - (status.updatedAt ?? status.createdAt);
  return age > ttl_sec * 1000 ? Math.floor(age / 1000) : undefined;
}

/** Of equals the first, which changed last. */
function mostSevere(alerts: readonly Alert[]): Alert | undefined {
  let worst: Alert | undefined;
  for (const alert of alerts) {
    if (worst === undefined || severity(alert.level) > severity(worst.level)) worst = alert;
  }
  return worst;
}

function byUrgency(one: SourceState, other: SourceState): number {
  const urgency = URGENCY.indexOf(one.status) - URGENCY.indexOf(other.status);
  if (urgency !== 0) return urgency;
  return one.source < other.source ? -1 : 1;
}
