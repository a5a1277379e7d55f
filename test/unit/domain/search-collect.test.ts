import { describe, expect, it } from "vitest";
import { collect, type RatedWord } from "../../../src/domain/search/collect.ts";
import { encodePostings } from "../../../src/domain/search/posting-list.ts";

/** More entries than a list may have that is read in any case. */
const COMMON = 25_000;
const RARE = 50;

/** An index of one part whose lists name the entries from `first` on, all with the same impact. */
function indexOf(lists: Readonly<Record<string, { readonly first: number; readonly count: number }>>) {
  const read: string[] = [];
  return {
    read,
    async count(terms: readonly string[]) {
      return new Map(terms.map((term) => [term, lists[term]?.count ?? 0]));
    },
    async postings(terms: readonly string[]) {
      read.push(...terms);
      return new Map(
        terms.flatMap((term) => {
          const list = lists[term];
          if (list === undefined) return [];
          const numbers = Uint32Array.from({ length: list.count }, (_, index) => list.first + index);
          return [[term, [encodePostings({ numbers, impacts: new Uint8Array(list.count).fill(100) })]]];
        }),
      );
    },
  };
}

const word = (term: string, found: number, rating: number): RatedWord => ({
  word: term,
  terms: [{ term, weight: 1 }],
  weight: 1,
  position: 0,
  found,
  rating,
});

const WORDS = [word("rare", RARE, 8), word("common", COMMON, 0.5)];
const LISTS = { rare: { first: 1, count: RARE }, common: { first: 1_000, count: COMMON } };
const OPTIONS = { words: WORDS, required: [], allowed: undefined, count: 200, needed: 11 };

describe("collecting candidates", () => {
  it("leaves a common word unread when rarer words have enough entries that it cannot overtake", async () => {
    const index = indexOf(LISTS);
    const { numbers, bounded } = await collect(index, OPTIONS);
    expect(index.read).toEqual(["rare"]);
    expect(numbers).toHaveLength(RARE);
    expect(bounded).toBe(false);
  });

  it("reads it when more are wanted than the rarer words have", async () => {
    const { numbers } = await collect(indexOf(LISTS), { ...OPTIONS, needed: RARE + 1 });
    expect(numbers).toHaveLength(200);
    expect(numbers.slice(0, RARE).every((number) => number <= RARE)).toBe(true);
  });

  it("reads it when the entries of the rarer words are filtered out", async () => {
    const { numbers } = await collect(indexOf(LISTS), { ...OPTIONS, allowed: new Set([5, 2_000, 3_000]) });
    expect(numbers).toEqual([5, 3_000, 2_000]);
  });

  it("answers only entries with every required set of terms", async () => {
    const lists = { ...LISTS, also: { first: 40, count: 1_000 } };
    const { numbers } = await collect(indexOf(lists), { ...OPTIONS, required: [["rare"], ["also", "none"]] });
    expect(numbers.toSorted((one, other) => one - other)).toEqual(
      Array.from({ length: 11 }, (_, index) => 40 + index),
    );
  });

  it("takes an entry that holds two words before one that holds the rarer of them", async () => {
    const lists = { rare: { first: 1, count: 2 }, common: { first: 2, count: 3 } };
    const words = [word("rare", 2, 8), word("common", 3, 0.5)];
    expect((await collect(indexOf(lists), { ...OPTIONS, words })).numbers).toEqual([2, 1, 4, 3]);
  });
});
