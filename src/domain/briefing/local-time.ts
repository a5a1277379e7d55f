/** Weekday and hour somewhere. */
export interface LocalTime {
  /** English, lower case: `monday`. */
  readonly weekday: string;
  /** 0..23. */
  readonly hour: number;
}

/** English day names, lower case, Monday first. */
export const WEEKDAYS = [
  "monday",
  "tuesday",
  "wednesday",
  "thursday",
  "friday",
  "saturday",
  "sunday",
] as const;

/** True for a time zone name that this system knows (IANA). */
export function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat("en", { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

/** @param zone an IANA name; the host's zone when absent or unknown. */
export function toLocalTime(ms: number, zone: string | undefined): LocalTime {
  const timeZone = zone !== undefined && isTimeZone(zone) ? zone : undefined;
  const format = new Intl.DateTimeFormat("en-US", {
    weekday: "long",
    hour: "2-digit",
    hourCycle: "h23",
    ...(timeZone === undefined ? {} : { timeZone }),
  });
  const parts = new Map(format.formatToParts(ms).map(({ type, value }) => [type, value]));
  return { weekday: (parts.get("weekday") ?? "").toLowerCase(), hour: Number(parts.get("hour")) };
}

/** The local time when it is first asked for, the same for the rest of the briefing. */
export function localTimeAt(ms: number, zone: string | undefined): () => LocalTime {
  let time: LocalTime | undefined;
  return () => {
    time ??= toLocalTime(ms, zone);
    return time;
  };
}
