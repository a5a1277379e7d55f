import { describe, expect, it } from "vitest";
import { hourOfWeek, numbersOf } from "../../../../src/domain/baselines/metrics.ts";
import {
  findUnusual,
  include,
  MIN_SAMPLES,
  NO_STATISTICS,
} from "../../../../src/domain/baselines/statistics.ts";

const learn = (values: readonly number[]) => values.reduce(include, NO_STATISTICS);
const usual = Array.from({ length: 200 }, (_, n) => 50 + Math.sin(n) * 5);

describe("baselines", () => {
  it("learn mean and deviation of what they see", () => {
    const { mean, variance, count } = learn(usual);
    expect(count).toBe(200);
    expect(mean).toBeCloseTo(50, 0);
    expect(Math.sqrt(variance)).toBeCloseTo(5 / Math.SQRT2, 0);
  });

  it("find nothing unusual before there is enough history", () => {
    const few = learn(usual.slice(0, MIN_SAMPLES - 1));
    expect(findUnusual(few, 1_000_000)).toBeUndefined();
  });

  it("find a value far from the usual, on either side, and say how far", () => {
    const known = learn(usual);
    expect(findUnusual(known, 55)).toBeUndefined();
    expect(findUnusual(known, 90)).toMatchObject({ samples: 200, score: expect.any(Number) });
    expect(findUnusual(known, 10)?.score).toBeLessThan(-4);
  });

  it("take small steps of a metric that never moved as usual", () => {
    const flat = learn(Array.from({ length: 50 }, () => 100));
    expect(findUnusual(flat, 101)).toBeUndefined();
    expect(findUnusual(flat, 120)).toBeDefined();
  });

  it("are not widened much by one spike, and learn a new normal in time", () => {
    const known = learn(usual);
    expect(findUnusual(include(known, 1_000_000), 90)).toBeDefined();
    const moved = Array.from({ length: 3000 }, (_, n) => 150 + Math.sin(n) * 5).reduce(include, known);
    expect(findUnusual(moved, 152)).toBeUndefined();
  });

  it("know the hour of the week", () => {
    expect(hourOfWeek(Date.parse("2026-07-27T00:00:00Z"))).toBe(0);
    expect(hourOfWeek(Date.parse("2026-07-26T23:59:59Z"))).toBe(167);
    expect(hourOfWeek(Date.parse("2026-07-29T05:30:00Z"))).toBe(53);
    expect(hourOfWeek(-1)).toBe(71);
  });

  it("read nested numbers by path and bound their count", () => {
    expect([...numbersOf({ a: 1, b: { c: 2.5, d: "x", e: null, f: [1] }, g: Number.NaN })]).toEqual([
      ["a", 1],
      ["b.c", 2.5],
    ]);
    expect(numbersOf(Object.fromEntries(usual.map((value, n) => [`m${n}`, value]))).size).toBe(100);
  });
});
