import { describe, expect, it } from "vitest";
import { toLocalTime } from "../../../../src/domain/briefing/local-time.ts";
import { isExpected, parseConditions } from "../../../../src/domain/briefing/patterns.ts";
import { anAlert, aPattern } from "./builders.ts";

const monday9 = () => ({ weekday: "monday", hour: 9 });
const at =
  (hour: number, weekday = "monday") =>
  () => ({ weekday, hour });
const alert = anAlert({ alert_id: "qbittorrent-stopped", message: "qBittorrent is not running" });

describe("patterns", () => {
  it("dismiss an alert that holds the words of their effect", () => {
    expect(isExpected(alert, [aPattern("suppress qbittorrent")], monday9)).toBe(true);
    expect(isExpected(alert, [aPattern("Ignore qBittorrent stopped alerts")], monday9)).toBe(true);
    expect(isExpected(alert, [aPattern("suppress plex")], monday9)).toBe(false);
  });

  it("do not match by one common word", () => {
    const cpu = anAlert({ alert_id: "cpu-high", message: "CPU usage is high" });
    expect(isExpected(cpu, [aPattern("high memory during backup")], monday9)).toBe(false);
    expect(isExpected(cpu, [aPattern("high disk")], monday9)).toBe(false);
    expect(isExpected(cpu, [aPattern("high cpu usage from the nightly backup")], monday9)).toBe(true);
  });

  it("never silence a critical alert", () => {
    const loud = anAlert({ level: "critical", message: "qBittorrent is not running" });
    expect(isExpected(loud, [aPattern("qbittorrent")], monday9)).toBe(false);
  });

  it("hold for their source only, or for all when they name none", () => {
    expect(isExpected(alert, [aPattern("qbittorrent", {}, { source: "nas" })], monday9)).toBe(true);
    expect(isExpected(alert, [aPattern("qbittorrent", {}, { source: "router" })], monday9)).toBe(false);
  });

  it("understand one day and several", () => {
    for (const day_of_week of ["Monday", ["saturday", "MONDAY"]]) {
      const pattern = [aPattern("qbittorrent", { day_of_week })];
      expect(isExpected(alert, pattern, at(9))).toBe(true);
      expect(isExpected(alert, pattern, at(9, "tuesday"))).toBe(false);
    }
  });

  it("understand hours, over midnight too", () => {
    const office = [aPattern("qbittorrent", { hour_range: [9, 17] })];
    expect([8, 9, 16, 17].map((hour) => isExpected(alert, office, at(hour)))).toEqual([
      false,
      true,
      true,
      false,
    ]);
    const night = [aPattern("qbittorrent", { hour_range: [22, 6] })];
    expect([21, 22, 23, 0, 5, 6, 12].map((hour) => isExpected(alert, night, at(hour)))).toEqual([
      false,
      true,
      true,
      true,
      true,
      false,
      false,
    ]);
  });

  it("are judged in the user's time zone, across daylight saving", () => {
    const winter = Date.parse("2026-01-05T05:30:00Z");
    const summer = Date.parse("2026-07-06T04:30:00Z");
    expect(toLocalTime(winter, "Europe/Berlin")).toEqual({ weekday: "monday", hour: 6 });
    expect(toLocalTime(summer, "Europe/Berlin")).toEqual({ weekday: "monday", hour: 6 });
    expect(toLocalTime(winter, "Pacific/Auckland")).toEqual({ weekday: "monday", hour: 18 });
    expect(toLocalTime(Date.parse("2026-01-05T00:10:00Z"), "America/New_York")).toEqual({
      weekday: "sunday",
      hour: 19,
    });
    expect(toLocalTime(Date.parse("2026-01-05T00:00:00Z"), "UTC").hour).toBe(0);
  });

  it.each([
    [{ day_of_weak: "monday" }, "conditions.day_of_weak"],
    [{ day_of_week: "mondy" }, "conditions.day_of_week"],
    [{ day_of_week: [] }, "conditions.day_of_week"],
    [{ day_of_week: 1 }, "conditions.day_of_week"],
    [{ hour_range: "9-17" }, "conditions.hour_range"],
    [{ hour_range: [9] }, "conditions.hour_range"],
    [{ hour_range: [9, 9] }, "conditions.hour_range"],
    [{ hour_range: [-1, 5] }, "conditions.hour_range"],
    [{ hour_range: [1.5, 5] }, "conditions.hour_range"],
  ])("refuse %j by name", (conditions, param) => {
    expect(() => parseConditions(conditions)).toThrow(
      expect.objectContaining({ code: "invalid_parameter", details: expect.objectContaining({ param }) }),
    );
  });
});
