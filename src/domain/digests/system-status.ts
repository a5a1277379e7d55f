import { toHeadline } from "../briefing/headline.ts";
import { toIso } from "../clock.ts";
import type { Entry } from "../entries/entry.ts";
import type { EntryFilter } from "../entries/entry-store.ts";
import type { Caller, Services } from "../services.ts";
import { alertLine, lineOf, nameOf, STORED_NOTES, section, toMarkdown } from "./digest.ts";

const MAX_METRICS = 50;
const MAX_ALERTS = 20;
const MAX_PATTERNS = 20;
const VALUE_CHARS = 120;
const LINE_CHARS = 200;

/** How one source stands: its last report, its active alerts, and what is known to be normal for it. */
export async function systemStatus({ store }: Services, caller: Caller, source: string): Promise<string> {
  const { owner } = caller;
  const active: EntryFilter = { types: ["alert"], unresolved: true, source };
  const known: EntryFilter = { types: ["pattern"], source };
  const [[status], alerts, alertsTotal, patterns, patternsTotal] = await Promise.all([
    store.entries.list(owner, { types: ["status"], source }, { limit: 1 }),
    store.entries.list(owner, active, { limit: MAX_ALERTS }),
    store.entries.count(owner, active),
    store.entries.list(owner, known, { limit: MAX_PATTERNS }),
    store.entries.count(owner, known),
  ]);
  const heading = `Status of ${nameOf(source)}`;
  if (status === undefined && alerts.length === 0) {
    return toMarkdown(heading, ["This source has sent no status and has no active alerts."]);
  }
  return toMarkdown(heading, [
    STORED_NOTES,
    ...(status === undefined ? [] : [describeStatus(status)]),
    section(
      `Active alerts (${alertsTotal})`,
      alerts.map((alert) => alertLine(alert, "")),
      alertsTotal,
    ),
    ...(patterns.length === 0
      ? []
      : [section(`Known patterns (${patternsTotal})`, patterns.map(patternLine), patternsTotal)]),
  ]);
}

function describeStatus(status: Entry): string {
  const { metrics } = status.data;
  const all = typeof metrics === "object" && metrics !== null ? Object.entries(metrics) : [];
  const lines = all
    .slice(0, MAX_METRICS)
    .map(([name, value]) => `- ${nameOf(name)}: ${toHeadline(plain(value), VALUE_CHARS)}`);
  const about = lineOf(status, LINE_CHARS);
  return [
    section("Metrics", lines, all.length),
    ...(about === "" ? [] : ["", about]),
    "",
    `Last report: ${toIso(status.updatedAt ?? status.createdAt)}`,
  ].join("\n");
}

function patternLine(pattern: Entry): string {
  const { conditions, effect } = pattern.data;
  const when =
    typeof conditions === "object" && conditions !== null && Object.keys(conditions).length > 0
      ? ` when ${toHeadline(plain(conditions), VALUE_CHARS)}`
      : "";
  const what = typeof effect === "string" && effect !== "" ? `: ${toHeadline(effect, VALUE_CHARS)}` : "";
  return `- ${lineOf(pattern, LINE_CHARS)}${when}${what}`;
}

function plain(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}
