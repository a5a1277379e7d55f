import { describe, expect, it } from "vitest";
import { parseTimestamp } from "../../../src/domain/timestamp.ts";

const iso = (text: string): string | undefined => {
  const ms = parseTimestamp(text);
  return ms === undefined ? undefined : new Date(ms).toISOString();
};

describe("parseTimestamp", () => {
  it.each([
    ["2026-07-28T09:30:00Z", "2026-07-28T09:30:00.000Z"],
    ["2026-07-28T09:30:00.123456+02:00", "2026-07-28T07:30:00.123Z"],
    ["2026-07-28T09:30-0530", "2026-07-28T15:00:00.000Z"],
    ["2026-07-28T09:30:00", "2026-07-28T09:30:00.000Z"],
    ["2026-07-28 09:30", "2026-07-28T09:30:00.000Z"],
    ["2026-07-28", "2026-07-28T00:00:00.000Z"],
    ["2028-02-29", "2028-02-29T00:00:00.000Z"],
    ["0001-01-01", "0001-01-01T00:00:00.000Z"],
  ])("reads %s", (text, expected) => {
    expect(iso(text)).toBe(expected);
  });

  it.each([
    "",
    " ",
    "yesterday",
    "2026-02-30",
    "2026-13-01",
    "2026-07-28T24:00",
    "2026-07-28T09:30+15:00",
    "28.07.2026",
    "2026-07-28T09:30:00Zx",
  ])("refuses %j", (text) => {
    expect(parseTimestamp(text)).toBeUndefined();
  });
});
