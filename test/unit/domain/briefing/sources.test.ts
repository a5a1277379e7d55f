import { describe, expect, it } from "vitest";
import { judgeSources } from "../../../../src/domain/briefing/sources.ts";
import { anAlert, anEntry, aPattern, aSuppression } from "./builders.ts";

const NOW = 1_000_000;
const local = () => ({ weekday: "monday", hour: 9 });
const status = (source: string, ageSeconds = 0, ttl_sec: number | undefined = 60) =>
  anEntry({
    type: "status",
    source,
    changedAt: 0,
    createdAt: NOW - ageSeconds * 1000,
    data: ttl_sec ? { ttl_sec } : {},
  });
const nothing = { statuses: [], alerts: [], suppressions: [], patterns: [] };
const judge = (over: Partial<Parameters<typeof judgeSources>[0]>) =>
  judgeSources({ ...nothing, ...over }, NOW, local);

describe("sources", () => {
  it("are ok with a fresh status and no alerts", () => {
    expect(judge({ statuses: [status("a"), status("b")] }).states.map(({ status: s }) => s)).toEqual([
      "ok",
      "ok",
    ]);
  });

  it("turn warning or critical with the most severe alert, whose message is the headline", () => {
    const alerts = [
      anAlert({ message: "newest warning" }),
      anAlert({ level: "critical", message: "fire" }),
      anAlert(),
    ];
    const [state] = judge({ statuses: [status("nas")], alerts }).states;
    expect(state).toMatchObject({ source: "nas", status: "critical", alerts: 3, headline: "fire" });
    expect(judge({ alerts: [anAlert({ level: "info" })] }).states[0]?.status).toBe("warning");
  });

  it("show alerts of a source that never sent a status", () => {
    expect(judge({ alerts: [anAlert()] }).states[0]).toMatchObject({
      source: "nas",
      status: "warning",
      lastReport: null,
    });
  });

  it("are stale only after more than their ttl, and never without one", () => {
    expect(judge({ statuses: [status("a", 60)] }).states[0]?.status).toBe("ok");
    expect(judge({ statuses: [status("a", 61)] }).states[0]).toMatchObject({
      status: "stale",
      headline: "No report for 61 seconds.",
    });
    for (const [age, silence] of [
      [119, "119 seconds"],
      [150, "2 minutes"],
      [7200, "2 hours"],
      [345_600, "4 days"],
    ] as const) {
      expect(judge({ statuses: [status("a", age)] }).states[0]?.headline).toBe(`No report for ${silence}.`);
    }
    expect(judge({ statuses: [status("a", 9999, 0)] }).states[0]?.status).toBe("ok");
  });

  it("show a critical alert although they are stale, and count the others", () => {
    const stale = [status("nas", 999)];
    expect(judge({ statuses: stale, alerts: [anAlert({ level: "critical" })] }).states[0]?.status).toBe(
      "critical",
    );
    expect(judge({ statuses: stale, alerts: [anAlert()] }).states[0]).toMatchObject({
      status: "stale",
      alerts: 1,
    });
  });

  it("count what suppressions and patterns dismissed", () => {
    const alerts = [
      anAlert({ metric: "cpu" }),
      anAlert({ message: "backup runs", alert_id: "b" }),
      anAlert({ alert_id: "c", message: "x" }),
    ];
    const report = judge({
      alerts,
      suppressions: [aSuppression({ metric: "cpu" })],
      patterns: [aPattern("backup")],
    });
    expect(report).toMatchObject({ suppressed: 1, patternMatched: 1 });
    expect(report.states[0]?.alerts).toBe(1);
  });

  it("come most urgent first", () => {
    const alerts = [anAlert({}, { source: "warn" }), anAlert({ level: "critical" }, { source: "crit" })];
    const order = judge({ statuses: [status("ok"), status("old", 999)], alerts }).states.map(
      ({ source }) => source,
    );
    expect(order).toEqual(["crit", "old", "warn", "ok"]);
  });
});
