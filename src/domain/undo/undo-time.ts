import { invalidParameter } from "../errors.ts";
import { parseTimestamp } from "../timestamp.ts";

const UNIT_MS: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/**
 * Reads a time: ISO 8601, or how long ago, such as `2h` or `3d`. @returns ms since 1970
 * @throws AwarenessError `invalid_parameter` naming `param`.
 */
export function parseTime(text: string, now: number, param: string): number {
  const [, count, unit = ""] = /^(\d{1,6})([smhd])$/.exec(text.trim()) ?? [];
  const time = count === undefined ? parseTimestamp(text) : now - Number(count) * (UNIT_MS[unit] ?? 0);
  if (time !== undefined) return time;
  throw invalidParameter(
    param,
    `${param} is not a time; give ISO 8601 such as 2026-07-28T09:00:00Z or 2026-07-28, or how long ago, such as 2h or 3d.`,
    { value: text.slice(0, 100) },
  );
}
