import { describe, expect, it } from "vitest";
import { nextOccurrence, requireRepeating } from "../../../../src/domain/intentions/next-occurrence.ts";
import { formatRecurrence, parseRecurrence } from "../../../../src/domain/intentions/recurrence-rule.ts";

const next = async (text: string, start: string, after: string, zone = "Europe/Berlin") => {
  const occurrence = await nextOccurrence({
    rule: parseRecurrence(text),
    start: Date.parse(start),
    after: Date.parse(after),
    zone,
  });
  return occurrence && [new Date(occurrence.at).toISOString(), formatRecurrence(occurrence.rule)];
};

describe("the next occurrence of a rule", () => {
  it.each([
    // Clocks go forward in Berlin on 2026-03-29: nine o'clock stays nine o'clock.
    ["FREQ=DAILY", "2026-03-20T08:00:00Z", "2026-03-28T12:00:00Z", "2026-03-29T07:00:00.000Z"],
    ["FREQ=WEEKLY;BYDAY=SU", "2026-03-22T08:00:00Z", "2026-03-22T08:00:00Z", "2026-03-29T07:00:00.000Z"],
    // And back on 2026-10-25.
    ["FREQ=DAILY", "2026-10-20T07:00:00Z", "2026-10-24T12:00:00Z", "2026-10-25T08:00:00.000Z"],
    // A time that the clocks skip does not occur (RFC 5545 section 3.3.10).
    ["FREQ=DAILY", "2026-03-27T01:30:00Z", "2026-03-28T12:00:00Z", "2026-03-30T00:30:00.000Z"],
    ["FREQ=MONTHLY", "2026-01-31T08:00:00Z", "2026-02-01T00:00:00Z", "2026-03-31T07:00:00.000Z"],
    ["FREQ=MONTHLY;BYDAY=-1FR", "2026-01-30T08:00:00Z", "2026-02-01T00:00:00Z", "2026-02-27T08:00:00.000Z"],
    ["FREQ=YEARLY", "2024-02-29T08:00:00Z", "2025-01-01T00:00:00Z", "2028-02-29T08:00:00.000Z"],
    [
      "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1",
      "2026-01-30T08:00:00Z",
      "2026-05-01T00:00:00Z",
      "2026-05-29T07:00:00.000Z",
    ],
  ])("%s from %s after %s", async (rule, start, after, expected) => {
    expect(await next(rule, start, after)).toEqual([expected, rule]);
  });

  it("is told in the wall-clock time of the zone", async () => {
    const rule = ["FREQ=DAILY;BYHOUR=9;BYMINUTE=0", "2026-07-01T00:00:00Z", "2026-07-02T00:00:00Z"] as const;
    expect((await next(...rule, "America/New_York"))?.[0]).toBe("2026-07-02T13:00:00.000Z");
    expect((await next(...rule, "Asia/Kolkata"))?.[0]).toBe("2026-07-02T03:30:00.000Z");
  });

  it("counts down, missed ones included", async () => {
    const start = "2026-03-20T08:00:00Z";
    expect(await next("FREQ=DAILY;COUNT=5", start, start)).toEqual([
      "2026-03-21T08:00:00.000Z",
      "FREQ=DAILY;COUNT=4",
    ]);
    expect((await next("FREQ=DAILY;COUNT=5", start, "2026-03-23T08:00:00Z"))?.[1]).toBe("FREQ=DAILY;COUNT=1");
    expect(await next("FREQ=DAILY;COUNT=5", start, "2026-03-24T08:00:00Z")).toBeUndefined();
  });

  it("ends with UNTIL, a day counting to its end where the user is", async () => {
    const until = (text: string) =>
      next(`FREQ=DAILY;UNTIL=${text}`, "2026-03-20T22:30:00Z", "2026-03-21T00:00:00Z");
    expect(await until("20260322")).toBeDefined();
    expect(await until("20260321")).toBeDefined();
    expect(await until("20260321T222959Z")).toBeUndefined();
    expect(await until("20260321T223000Z")).toBeDefined();
    expect(await until("20260321T233000")).toBeDefined();
    expect(await until("20260321T232959")).toBeUndefined();
  });

  it("is looked for in bounded time", async () => {
    const endless = [
      "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30",
      "FREQ=MINUTELY;BYMONTH=2;BYMONTHDAY=30",
      "FREQ=YEARLY;INTERVAL=1000",
    ];
    for (const text of endless) {
      const began = performance.now();
      await expect(
        requireRepeating(parseRecurrence(text), Date.parse("2016-08-01"), "Europe/Berlin"),
      ).rejects.toThrow(/never/);
      expect(performance.now() - began).toBeLessThan(20_000);
    }
  });
});
