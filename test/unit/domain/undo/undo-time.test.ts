import { expect, it } from "vitest";
import { parseTime } from "../../../../src/domain/undo/undo-time.ts";

const NOW = Date.parse("2026-07-28T09:00:00.000Z");

it.each([
  ["2h", "2026-07-28T07:00:00.000Z"],
  ["3d", "2026-07-25T09:00:00.000Z"],
  ["90s", "2026-07-28T08:58:30.000Z"],
  ["15m", "2026-07-28T08:45:00.000Z"],
  ["2026-07-28", "2026-07-28T00:00:00.000Z"],
  ["2026-07-28T10:00:00+02:00", "2026-07-28T08:00:00.000Z"],
])("%s is %s", (text, expected) => {
  expect(new Date(parseTime(text, NOW, "--since")).toISOString()).toBe(expected);
});

it.each(["", "yesterday", "2", "2w", "-2h", "1.5h", "2026-02-30", "9999999d"])("%j is no time", (text) => {
  expect(() => parseTime(text, NOW, "--since")).toThrow(/--since is not a time; give ISO 8601/);
});
