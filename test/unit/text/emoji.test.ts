import { describe, expect, it } from "vitest";
import { emittedOf, termsOf } from "./support.ts";

describe("an emoji", () => {
  it("is a term of its own at a position of its own", async () => {
    const emitted = await emittedOf("party🎉🎂 now");
    expect(emitted.map(({ term, position, start, end }) => [term, position, start, end])).toEqual([
      ["party", 0, 0, 5],
      ["🎉", 1, 5, 7],
      ["🎂", 2, 7, 9],
      ["now", 3, 10, 13],
    ]);
  });

  it.each([
    ["a variation selector", "❤\ufe0f", ["❤"]],
    ["a skin tone", "👍🏽", ["👍"]],
    ["joiners", "👩‍👧", ["👩", "👧"]],
  ])("is the same with %s", async (_, text, terms) => {
    expect(await termsOf(text, "en")).toEqual(terms);
  });
});
