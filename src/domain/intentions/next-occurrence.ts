import { invalidRecurrence, type RecurrenceRule } from "./recurrence-rule.ts";

export interface OccurrenceQuery {
  readonly rule: RecurrenceRule;
  /** The first occurrence, ms since 1970. */
  readonly start: number;
  /** Only occurrences after this, ms since 1970. */
  readonly after: number;
  /** IANA name of the zone in whose wall-clock time the rule repeats. */
  readonly zone: string;
}

export interface Occurrence {
  /** ms since 1970. */
  readonly at: number;
  /** The rule from this occurrence on: a COUNT is less by those that went before. */
  readonly rule: RecurrenceRule;
}

const YEAR_MS = 366 * 24 * 60 * 60 * 1000;
/** How far ahead occurrences are looked for: leap days that fall on one weekday are 28 years apart, or 40 around 2100. */
const HORIZON_MS = 41 * YEAR_MS;
/** Ten years of days, so that a daily rule that meets leap days only is found; beyond it a rule never comes. */
const MAX_STEPS = 4000;
const MAX_CANDIDATES = 50_000;

/**
 * The first occurrence after `after`, `undefined` when the rule has ended. Local times that a change of the clocks
 * skips do not occur (RFC 5545 section 3.3.10).
 * @throws AwarenessError `invalid_parameter` for parts that cannot be combined and for rules that never come.
 */
export async function nextOccurrence(query: OccurrenceQuery): Promise<Occurrence | undefined> {
  const { rule, start, after, zone } = query;
  const from = Math.max(after, start);
  const series = await openSeries(query, from);
  const at = series.next(from);
  if (at === undefined || isOver(rule, at, zone)) return undefined;
  if (rule.count === undefined) return { at, rule };
  const left = rule.count - series.countBefore(at, rule.count);
  return left < 1 ? undefined : { at, rule: { ...rule, count: left } };
}

/**
 * Checks that a rule repeats at all, its end left aside.
 * @throws AwarenessError `invalid_parameter` otherwise.
 */
export async function requireRepeating(rule: RecurrenceRule, start: number, zone: string): Promise<void> {
  const { pattern } = rule;
  const next = await nextOccurrence({ rule: { pattern }, start, after: start, zone });
  if (next === undefined) throw invalidRecurrence("it never comes again");
}

interface Series {
  next(after: number): number | undefined;
  /** Occurrences from the start on that lie before `at`, the start itself included; stops at `most`. */
  countBefore(at: number, most: number): number;
}

async function openSeries({ rule, start, zone }: OccurrenceQuery, from: number): Promise<Series> {
  // Loaded when a reminder repeats: most processes never need it, and it is large.
  const { RRuleTemporal } = await import("rrule-temporal");
  const horizon = toLocal(from + HORIZON_MS, "UTC");
  const series = rejectingInvalid(
    () =>
      new RRuleTemporal({
        rruleString: `DTSTART;TZID=${zone}:${toLocal(start, zone)}\nRRULE:${rule.pattern};UNTIL=${horizon}Z`,
        strict: true,
        maxIterations: MAX_STEPS,
        maxCandidateEvaluations: MAX_CANDIDATES,
      }),
    "these parts cannot be combined",
  );
  const find = (after: number) => series.next(new Date(after))?.epochMilliseconds;
  return {
    next: (after) => rejectingInvalid(() => find(after), "it comes too seldom or never"),
    countBefore(at, most) {
      let count = 1;
      for (let last = find(start); last !== undefined && last < at && count < most; last = find(last))
        count += 1;
      return count;
    },
  };
}

function rejectingInvalid<T>(work: () => T, why: string): T {
  try {
    return work();
  } catch {
    throw invalidRecurrence(why);
  }
}

function isOver({ until }: RecurrenceRule, at: number, zone: string): boolean {
  if (until === undefined) return false;
  if (until.endsWith("Z")) return toLocal(at, "UTC") > until.slice(0, -1);
  return toLocal(at, zone).slice(0, until.length) > until;
}

/** Wall-clock time as iCalendar writes it: `20260728T090000`. */
function toLocal(ms: number, zone: string): string {
  const parts = new Map(
    clockIn(zone)
      .formatToParts(ms)
      .map(({ type, value }) => [type, value]),
  );
  const take = (...names: readonly Intl.DateTimeFormatPartTypes[]) =>
    names.map((name) => parts.get(name)).join("");
  return `${take("year", "month", "day")}T${take("hour", "minute", "second")}`;
}

function clockIn(timeZone: string): Intl.DateTimeFormat {
  return new Intl.DateTimeFormat("en-u-ca-iso8601-nu-latn", {
    timeZone,
    hourCycle: "h23",
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
  });
}
