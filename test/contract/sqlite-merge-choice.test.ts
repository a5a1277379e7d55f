import { expect, it } from "vitest";
import { chooseMerge } from "../../src/store/shared/choose-merge.ts";

/** Parts of so many entries each, in the order of revs. */
const parts = (...sizes: readonly number[]) =>
  sizes.map((entries, segment) => ({
    segment,
    low_rev: segment * 10 + 1,
    high_rev: segment * 10 + 10,
    entries,
    analyser: 1,
    checked_at: 0,
  }));
const chosen = (...sizes: readonly number[]) => chooseMerge(parts(...sizes))?.map(({ segment }) => segment);
const eight = (entries: number) => Array.from({ length: 8 }, () => entries);

it("eight neighbours of one size become one", () => {
  expect(chosen(...eight(200))).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
  expect(chosen(...eight(200).slice(1))).toBeUndefined();
});

it("a large part is not copied because many small ones follow it", () => {
  expect(chosen(1_000_000, 60_000, 9_000, 1_000, 1_000, 200, 200, 200, 200)).toBeUndefined();
  expect(chosen(1_000_000, ...eight(200))).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
});

it("smaller parts between and after those of a size go along, so that no ranges overlap", () => {
  const sizes = [9_000, 200, ...eight(9_000).slice(1), 200];
  expect(chosen(...sizes)).toEqual(sizes.map((_, index) => index));
});
