import { expect, it } from "vitest";
import { createWeightedCache } from "../../../../src/domain/schemas/validator-cache.ts";

it("forgets what was not used for longest when there are too many", () => {
  const cache = createWeightedCache<number>({ entries: 2, weight: 100 });
  cache.set("a", 1, 1);
  cache.set("b", 2, 1);
  cache.get("a");
  cache.set("c", 3, 1);
  expect(["a", "b", "c"].map((key) => cache.get(key))).toEqual([1, undefined, 3]);
});

it("forgets as many as a heavy one needs, and does not keep what is too heavy", () => {
  const cache = createWeightedCache<number>({ entries: 10, weight: 10 });
  for (const key of ["a", "b", "c"]) cache.set(key, 1, 3);
  cache.set("heavy", 2, 7);
  expect(["a", "b", "c", "heavy"].map((key) => cache.get(key))).toEqual([undefined, undefined, 1, 2]);
  cache.set("huge", 3, 11);
  expect(cache.get("huge")).toBeUndefined();
});

it("counts a replaced value once", () => {
  const cache = createWeightedCache<number>({ entries: 10, weight: 10 });
  cache.set("a", 1, 5);
  for (let n = 0; n < 10; n++) cache.set("b", n, 5);
  expect([cache.get("a"), cache.get("b")]).toEqual([1, 9]);
});
