import { type Alert, wordsOf } from "../alerts/alert.ts";
import type { Entry, EntryData } from "../entries/entry.ts";
import { invalidParameter } from "../errors.ts";
import { suggest } from "../suggest.ts";
import { type LocalTime, WEEKDAYS } from "./local-time.ts";

/** When a pattern holds; absent members always hold. */
export interface PatternConditions {
  /** English day names, lower case. */
  readonly days?: readonly string[];
  /** From the first hour up to, not including, the second; over midnight when the first is larger. */
  readonly hours?: readonly [number, number];
}

/** A learned rule as it is evaluated; made once per briefing. */
export interface Pattern {
  /** Empty: every source. */
  readonly source: string;
  readonly words: readonly string[];
  readonly conditions: PatternConditions;
}

const CONDITION_NAMES = ["day_of_week", "hour_range"];

/** Words that say nothing about which alert is meant. */
const FILLER = new Set(
  (
    "suppress suppressed ignore ignored skip mute hide expect expected normal usual fine harmless known alert alerts " +
    "warning warnings critical notification notifications message messages the a an on in at of to for from and or is " +
    "are be as it its this that these those when while if during between every with by not no"
  ).split(" "),
);

/** Undefined for a pattern that dismisses nothing, or whose stored conditions make no sense. */
export function toPattern(entry: Entry): Pattern | undefined {
  const words = significantWords(typeof entry.data.effect === "string" ? entry.data.effect : "");
  if (words.length === 0) return undefined;
  try {
    return { source: entry.source, words, conditions: parseConditions(entry.data.conditions as EntryData) };
  } catch {
    return undefined;
  }
}

/**
 * True when a pattern expects the alert at this time. The words that matter decide: of one or two significant words of
 * its effect all must occur in the alert, of more at least half and never fewer than two. Critical alerts are never
 * dismissed.
 */
export function isExpected(alert: Alert, patterns: readonly Pattern[], now: () => LocalTime): boolean {
  if (alert.level === "critical" || patterns.length === 0) return false;
  return patterns.some(
    (pattern) =>
      (pattern.source === "" || pattern.source === alert.source) &&
      matches(pattern.words, alert.words) &&
      holds(pattern.conditions, now),
  );
}

function matches(words: readonly string[], found: ReadonlySet<string>): boolean {
  const shared = words.filter((word) => found.has(word)).length;
  const needed = words.length <= 2 ? words.length : Math.max(2, Math.ceil(words.length / 2));
  return shared >= needed;
}

/** @param now is asked only when a condition needs it: time zones are slow to load. */
function holds({ days, hours }: PatternConditions, now: () => LocalTime): boolean {
  if (days !== undefined && !days.includes(now().weekday)) return false;
  if (hours === undefined) return true;
  const [start, end] = hours;
  const { hour } = now();
  return start <= end ? hour >= start && hour < end : hour >= start || hour < end;
}

function significantWords(effect: string): readonly string[] {
  return [...new Set(wordsOf(effect))].filter((word) => !FILLER.has(word));
}

/**
 * Checks a pattern's conditions: `day_of_week` is a day name or several, `hour_range` is `[start, end]` with hours
 * 0..24.
 * @throws AwarenessError `invalid_parameter` for a condition it does not know, or a value that could never hold.
 */
export function parseConditions(conditions: EntryData | undefined): PatternConditions {
  const given = conditions ?? {};
  for (const name of Object.keys(given)) {
    if (CONDITION_NAMES.includes(name)) continue;
    const suggestion = suggest(name, CONDITION_NAMES);
    throw invalidParameter(
      `conditions.${name.slice(0, 50)}`,
      "Unknown condition; a pattern understands day_of_week and hour_range.",
      {
        valid: CONDITION_NAMES,
        ...(suggestion === undefined ? {} : { suggestion }),
      },
    );
  }
  const days = given.day_of_week === undefined ? undefined : parseDays(given.day_of_week);
  const hours = given.hour_range === undefined ? undefined : parseHours(given.hour_range);
  return { ...(days === undefined ? {} : { days }), ...(hours === undefined ? {} : { hours }) };
}

function parseDays(value: unknown): readonly string[] {
  const names = Array.isArray(value) ? value : [value];
  const days = names.map((name) => (typeof name === "string" ? name.trim().toLowerCase() : ""));
  const wrong = days.findIndex((day) => !(WEEKDAYS as readonly string[]).includes(day));
  if (days.length > 0 && wrong === -1) return days;
  const suggestion = suggest(days[wrong] ?? "", WEEKDAYS);
  throw invalidParameter("conditions.day_of_week", "day_of_week is an English day name, or a list of them.", {
    valid: [...WEEKDAYS].toSorted(),
    ...(suggestion === undefined ? {} : { suggestion }),
  });
}

function parseHours(value: unknown): readonly [number, number] {
  if (Array.isArray(value) && value.length === 2) {
    const [start, end] = value as readonly unknown[];
    if (isHour(start) && isHour(end) && start !== end && start < 24) return [start, end];
  }
  throw invalidParameter(
    "conditions.hour_range",
    "hour_range is [start, end] with whole hours 0 to 24 that differ; [22, 6] runs over midnight.",
  );
}

function isHour(value: unknown): value is number {
  return typeof value === "number" && Number.isInteger(value) && value >= 0 && value <= 24;
}
