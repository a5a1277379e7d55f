import { describe, expect, it } from "vitest";
import { fitLine, meansOfParts } from "../../torture/regression.ts";

describe("a line through points", () => {
  it("has the slope of points that lie on it, without an error", () => {
    const { slope, error } = fitLine([
      [0, 5],
      [1, 7],
      [3, 11],
    ]);
    expect(slope).toBeCloseTo(2);
    expect(error).toBeCloseTo(0);
  });

  it("has an error where they do not", () => {
    const { slope, error } = fitLine([
      [0, 0],
      [1, 1],
      [2, 0],
      [3, 1],
    ]);
    expect(slope).toBeCloseTo(0.2);
    expect(error).toBeCloseTo(Math.sqrt(0.4 / 5));
  });

  it("is refused for two points, and for points above each other", () => {
    expect(() =>
      fitLine([
        [0, 0],
        [1, 1],
      ]),
    ).toThrow("No line through 2 points");
    expect(() =>
      fitLine([
        [1, 0],
        [1, 1],
        [1, 2],
      ]),
    ).toThrow("No line through 3 points");
  });
});

it("parts are equal, in order, and leave out a rest", () => {
  const points = [1, 2, 3, 4, 5, 6, 7].map((n) => [n, 10 * n] as const);
  expect(meansOfParts(points, 3)).toEqual([
    [1.5, 15],
    [3.5, 35],
    [5.5, 55],
  ]);
});

it("fewer points than parts stay as they are", () => {
  expect(
    meansOfParts(
      [
        [1, 2],
        [3, 4],
      ],
      10,
    ),
  ).toEqual([
    [1, 2],
    [3, 4],
  ]);
});

it("deviations that hang together make a larger error when parts are compared", () => {
  const waves = Array.from({ length: 400 }, (_, n) => [n, Math.sin(n / 15)] as const);
  expect(fitLine(meansOfParts(waves, 10)).error).toBeGreaterThan(1.5 * fitLine(waves).error);
});
