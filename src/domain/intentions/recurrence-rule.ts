import { invalidParameter } from "../errors.ts";

/** A recurrence rule (RFC 5545 section 3.3.10) taken apart; upper case. */
export interface RecurrenceRule {
  /** The rule without COUNT and UNTIL. */
  readonly pattern: string;
  /** How many reminders there are altogether, the first one included. */
  readonly count?: number;
  /** Last moment, as `20261231`, `20261231T090000` (both local) or `20261231T090000Z`. */
  readonly until?: string;
}

type Check = (value: string) => boolean;

const MAX_INTERVAL = 1000;
const MAX_COUNT = 1000;
const MAX_LIST = 31;

const number =
  (low: number, high: number): Check =>
  (value) =>
    /^[1-9]\d{0,5}$/.test(value) && Number(value) >= low && Number(value) <= high;

/** A comma list of whole numbers from `low` to `high`; with `signed` also of their negatives. */
const numbers =
  (low: number, high: number, signed = false): Check =>
  (value) => {
    const items = value.split(",");
    return (
      items.length <= MAX_LIST &&
      items.every((item) => {
        if (!/^[+-]?\d{1,3}$/.test(item) || (!signed && /^[+-]/.test(item))) return false;
        const size = Math.abs(Number(item));
        return size >= low && size <= high;
      })
    );
  };

const oneOf =
  (pattern: RegExp): Check =>
  (value) =>
    pattern.test(value);

/** The parts that are understood. Seconds are left out: a reminder comes to the minute. */
const PARTS: Readonly<Record<string, Check>> = {
  FREQ: oneOf(/^(MINUTELY|HOURLY|DAILY|WEEKLY|MONTHLY|YEARLY)$/),
  INTERVAL: number(1, MAX_INTERVAL),
  COUNT: number(1, MAX_COUNT),
  UNTIL: oneOf(/^\d{4}(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])(T([01]\d|2[0-3])[0-5]\d[0-5]\dZ?)?$/),
  BYMINUTE: numbers(0, 59),
  BYHOUR: numbers(0, 23),
  BYDAY: oneOf(/^([+-]?[1-5]?(MO|TU|WE|TH|FR|SA|SU))(,[+-]?[1-5]?(MO|TU|WE|TH|FR|SA|SU)){0,30}$/),
  BYMONTHDAY: numbers(1, 31, true),
  BYYEARDAY: numbers(1, 366, true),
  BYWEEKNO: numbers(1, 53, true),
  BYMONTH: numbers(1, 12),
  BYSETPOS: numbers(1, 31, true),
  WKST: oneOf(/^(MO|TU|WE|TH|FR|SA|SU)$/),
};

/** Frequencies below a week have no set to take positions from that anyone would want. */
const WITHOUT_SET = /FREQ=(MINUTELY|HOURLY|DAILY)\b/;

/**
 * Reads a rule, with or without its `RRULE:` prefix.
 * @throws AwarenessError `invalid_parameter` saying which part is wrong.
 */
export function parseRecurrence(text: string): RecurrenceRule {
  const rule = text
    .trim()
    .toUpperCase()
    .replace(/^RRULE:/, "");
  const parts = new Map<string, string>();
  for (const part of rule.split(";")) {
    const [, name = "", value = ""] = /^([A-Z]+)=([^=]+)$/.exec(part) ?? [];
    const check = Object.hasOwn(PARTS, name) ? PARTS[name] : undefined;
    if (check === undefined) {
      throw invalidRecurrence(`every part is one of ${Object.keys(PARTS).join(", ")} with a value`);
    }
    if (parts.has(name)) throw invalidRecurrence(`${name} is given twice`);
    if (!check(value)) throw invalidRecurrence(`${name} has a value that is not accepted`);
    parts.set(name, value);
  }
  return toRule(parts);
}

function toRule(parts: ReadonlyMap<string, string>): RecurrenceRule {
  if (!parts.has("FREQ")) throw invalidRecurrence("it needs FREQ");
  const count = parts.get("COUNT");
  const until = parts.get("UNTIL");
  if (count !== undefined && until !== undefined)
    throw invalidRecurrence("COUNT and UNTIL exclude each other");
  const pattern = [...parts]
    .filter(([name]) => name !== "COUNT" && name !== "UNTIL")
    .map(([name, value]) => `${name}=${value}`)
    .join(";");
  if (parts.has("BYSETPOS") && WITHOUT_SET.test(pattern)) {
    throw invalidRecurrence("BYSETPOS goes with WEEKLY, MONTHLY or YEARLY");
  }
  return {
    pattern,
    ...(count === undefined ? {} : { count: Number(count) }),
    ...(until === undefined ? {} : { until }),
  };
}

/** The rule as one line, as it is stored. */
export function formatRecurrence({ pattern, count, until }: RecurrenceRule): string {
  if (count !== undefined) return `${pattern};COUNT=${count}`;
  return until === undefined ? pattern : `${pattern};UNTIL=${until}`;
}

/** What every refusal of a rule says; `why` names parts of the rule, never what the caller wrote. */
export function invalidRecurrence(why: string): Error {
  return invalidParameter(
    "recurrence",
    `recurrence is not a rule as in RFC 5545 (such as FREQ=WEEKLY;BYDAY=MO): ${why}.`,
    { help_url: "https://www.rfc-editor.org/rfc/rfc5545#section-3.3.10" },
  );
}
