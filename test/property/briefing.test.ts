import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { judgeSources } from "../../src/domain/briefing/sources.ts";
import { anAlert, anEntry, aPattern, aSuppression } from "../unit/domain/briefing/builders.ts";

const SOURCES = ["nas", "web", "router"];
const WORDS = ["disk", "cpu", "backup", "slow", "full"];
const source = fc.constantFrom(...SOURCES);
const level = fc.constantFrom("info", "warning", "critical", "unheard-of");
const words = fc
  .array(fc.constantFrom(...WORDS), { minLength: 1, maxLength: 3 })
  .map((list) => list.join(" "));

const alert = fc
  .record({ source, level, message: words, metric: fc.constantFrom("", "cpu") })
  .map(({ source: from, ...data }) => anAlert(data, { source: from }));
const suppression = fc
  .record({ from: fc.constantFrom("", ...SOURCES), suppress_level: level, escalation_override: fc.boolean() })
  .map(({ from, ...data }) => aSuppression(data, { source: from }));
const pattern = words.map((effect) => aPattern(effect));
const status = fc
  .record({
    from: source,
    ttl_sec: fc.constantFrom(10, 1000),
    createdAt: fc.integer({ min: 0, max: 100_000 }),
  })
  .map(({ from, ttl_sec, createdAt }) =>
    anEntry({ type: "status", source: from, createdAt, data: { ttl_sec } }),
  );

const monitored = fc.record({
  statuses: fc.uniqueArray(status, { selector: (entry) => entry.source }),
  alerts: fc.array(alert, { maxLength: 20 }),
  suppressions: fc.array(suppression, { maxLength: 4 }),
  patterns: fc.array(pattern, { maxLength: 4 }),
});
const judge = (state: Parameters<typeof judgeSources>[0]) =>
  judgeSources(state, 100_000, () => ({ weekday: "monday", hour: 9 }));

describe("the judgement behind a briefing", () => {
  it("counts every alert exactly once: shown, suppressed or expected", () => {
    fc.assert(
      fc.property(monitored, (state) => {
        const { states, suppressed, patternMatched } = judge(state);
        const shown = states.reduce((sum, { alerts }) => sum + alerts, 0);
        expect(shown + suppressed + patternMatched).toBe(state.alerts.length);
      }),
    );
  });

  it("is the same for the same input, whatever the order of rules", () => {
    fc.assert(
      fc.property(monitored, (state) => {
        const turned = {
          ...state,
          suppressions: state.suppressions.toReversed(),
          patterns: state.patterns.toReversed(),
        };
        expect(judge(turned)).toEqual(judge(state));
      }),
    );
  });

  it("shows a critical alert that no suppression covers at its own level", () => {
    fc.assert(
      fc.property(monitored, source, (state, from) => {
        const loud = anAlert({ level: "critical", message: "disk full" }, { source: from });
        const mild = state.suppressions.filter(({ level: rank, escalates }) => escalates && rank < 2);
        const { states } = judge({ ...state, alerts: [...state.alerts, loud], suppressions: mild });
        expect(states.find((one) => one.source === from)?.status).toBe("critical");
      }),
    );
  });

  it("leaves no source of a status or an alert unjudged", () => {
    fc.assert(
      fc.property(monitored, (state) => {
        const expected = new Set([...state.statuses, ...state.alerts].map((one) => one.source));
        expect(new Set(judge(state).states.map((one) => one.source))).toEqual(expected);
      }),
    );
  });
});
