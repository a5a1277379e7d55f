import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isSuppressed } from "../../../../src/domain/briefing/suppressions.ts";
import { anAlert, aSuppression } from "./builders.ts";

const critical = { level: "critical" };

describe("suppressions", () => {
  it("mute alerts of their source, or of any when they name none", () => {
    expect(isSuppressed(anAlert(), [aSuppression({}, { source: "nas" })])).toBe(true);
    expect(isSuppressed(anAlert(), [aSuppression()])).toBe(true);
    expect(isSuppressed(anAlert(), [aSuppression({}, { source: "router" })])).toBe(false);
  });

  it("mute by metric, and stay out of other metrics and of alerts without one", () => {
    const cpu = aSuppression({ metric: "cpu" });
    expect(isSuppressed(anAlert({ metric: "cpu" }), [cpu])).toBe(true);
    expect(isSuppressed(anAlert({ metric: "ram" }), [cpu])).toBe(false);
    expect(isSuppressed(anAlert({ metric: null }), [cpu])).toBe(false);
    expect(isSuppressed(anAlert(), [aSuppression({ metric: null })])).toBe(true);
  });

  it("match a tag, or a part of id, message or metric in any case", () => {
    const tagged = (tag: string) => [aSuppression({}, { tags: [tag] })];
    expect(isSuppressed(anAlert({}, { tags: ["docker"] }), tagged("Docker"))).toBe(true);
    expect(isSuppressed(anAlert({ message: "qBittorrent stopped" }), tagged("qbittorrent"))).toBe(true);
    expect(isSuppressed(anAlert({ metric: null }), tagged("disk"))).toBe(true);
    expect(isSuppressed(anAlert(), tagged("network"))).toBe(false);
  });

  it("let a more severe alert through, unless they say otherwise", () => {
    expect(isSuppressed(anAlert(critical), [aSuppression()])).toBe(false);
    expect(isSuppressed(anAlert(critical), [aSuppression({ escalation_override: false })])).toBe(true);
    expect(isSuppressed(anAlert(critical), [aSuppression({ suppress_level: "critical" })])).toBe(true);
    expect(isSuppressed(anAlert(), [aSuppression()])).toBe(true);
  });

  it("are judged each by itself: the order never matters and one more never unmutes", () => {
    const level = fc.constantFrom("info", "warning", "critical");
    const suppression = fc
      .record({
        suppress_level: level,
        escalation_override: fc.boolean(),
        metric: fc.constantFrom("", "cpu"),
      })
      .map((data) => aSuppression(data));
    fc.assert(
      fc.property(level, fc.array(suppression, { maxLength: 5 }), suppression, (own, list, more) => {
        const alert = anAlert({ level: own, metric: "cpu" });
        const muted = isSuppressed(alert, list);
        expect(isSuppressed(alert, list.toReversed())).toBe(muted);
        if (muted) expect(isSuppressed(alert, [...list, more])).toBe(true);
      }),
    );
  });
});
