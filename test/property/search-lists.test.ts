import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { best } from "../../src/domain/search/best.ts";
import { addWord, type Candidates, keepOnly, NO_CANDIDATES } from "../../src/domain/search/candidates.ts";
import {
  countPostings,
  decodePostings,
  encodePostings,
  mergePostings,
  type PostingList,
} from "../../src/domain/search/posting-list.ts";

const number = fc.oneof(fc.nat(50), fc.nat(100_000), fc.integer({ min: 1, max: 0xffffffff }));
const impacts = fc.dictionary(
  number.map((n) => `${n}`),
  fc.integer({ min: 1, max: 255 }),
  { maxKeys: 60 },
);
const list = impacts.map((byNumber) =>
  toList(new Map(Object.entries(byNumber).map(([n, i]) => [Number(n), i]))),
);

function toList(byNumber: ReadonlyMap<number, number>): PostingList {
  const ordered = [...byNumber].toSorted(([one], [other]) => one - other);
  return {
    numbers: Uint32Array.from(ordered, ([n]) => n),
    impacts: Uint8Array.from(ordered, ([, impact]) => impact),
  };
}

const toMap = ({ numbers, impacts: worth }: PostingList) =>
  new Map(Array.from(numbers, (n, at) => [n, worth[at]]));
const plain = ({ numbers, impacts: worth }: PostingList) => ({ numbers: [...numbers], impacts: [...worth] });

describe("lists of entries that hold a term", () => {
  it("come back from their bytes as they were", () => {
    fc.assert(
      fc.property(list, (given) => {
        const bytes = encodePostings(given);
        expect(plain(decodePostings(bytes))).toEqual(plain(given));
        expect(countPostings(bytes)).toBe(given.numbers.length);
      }),
    );
  });

  it("cut or with bytes behind them are refused, never read as another list", () => {
    fc.assert(
      fc.property(list, fc.nat(), (given, where) => {
        const bytes = encodePostings(given);
        const cut = bytes.slice(0, where % bytes.length);
        expect(() => decodePostings(cut)).toThrow(RangeError);
        expect(() => decodePostings(Uint8Array.of(...bytes, 1))).toThrow(RangeError);
      }),
    );
  });

  it("merge into the union of their entries, each with its greatest impact", () => {
    fc.assert(
      fc.property(fc.array(list, { maxLength: 6 }), (lists) => {
        const union = new Map<number, number>();
        for (const [n, impact] of lists.flatMap((one) => [...toMap(one)])) {
          union.set(n, Math.max(union.get(n) ?? 0, impact ?? 0));
        }
        expect(plain(mergePostings(lists))).toEqual(plain(toList(union)));
      }),
    );
  });

  it("merge just as well when they follow each other, as the parts of an index do", () => {
    fc.assert(
      fc.property(fc.array(list, { maxLength: 5 }), (lists) => {
        const moved = lists.map(({ numbers, impacts: worth }, index) => {
          const low = Uint32Array.from(numbers, (n) => (n % 1000) + index * 1000).toSorted();
          const once = [...new Set(low)];
          return { numbers: Uint32Array.from(once), impacts: worth.slice(0, once.length) };
        });
        const merged = mergePostings(moved.toReversed());
        expect([...merged.numbers]).toEqual(moved.flatMap(({ numbers }) => [...numbers]));
        expect([...merged.impacts]).toEqual(moved.flatMap(({ impacts: worth }) => [...worth]));
      }),
    );
  });
});

describe("candidates", () => {
  const words = fc.array(fc.tuple(list, fc.constantFrom(1, 2, 0.5)), { maxLength: 5 });

  it("have the sum of what their words are worth, in the order of their numbers", () => {
    fc.assert(
      fc.property(words, (added) => {
        const sums = new Map<number, number>();
        let candidates: Candidates = NO_CANDIDATES;
        for (const [one, unit] of added) {
          candidates = addWord(candidates, one, unit);
          for (const [n, impact] of toMap(one)) sums.set(n, (sums.get(n) ?? 0) + (impact ?? 0) * unit);
        }
        const ordered = [...sums].toSorted(([a], [b]) => a - b);
        expect([...candidates.numbers]).toEqual(ordered.map(([n]) => n));
        expect([...candidates.scores]).toEqual(ordered.map(([, sum]) => sum));
      }),
    );
  });

  it("are kept or left out one by one, with their scores", () => {
    fc.assert(
      fc.property(list, fc.integer({ min: 1, max: 4 }), (one, divisor) => {
        const all = addWord(NO_CANDIDATES, one, 1);
        const kept = keepOnly(all, (n) => n % divisor === 0);
        const expected = [...all.numbers.entries()].filter(([, n]) => n % divisor === 0);
        expect([...kept.numbers]).toEqual(expected.map(([, n]) => n));
        expect([...kept.scores]).toEqual(expected.map(([at]) => all.scores[at]));
      }),
    );
  });

  it("give as the best those that a sort would, the newer first among equals", () => {
    // Whole steps of 1/1000 of the highest differ by more than the 1/4095 within which scores may count as equals.
    const steps = fc.array(fc.integer({ min: 1, max: 1000 }), { minLength: 1, maxLength: 300 });
    fc.assert(
      fc.property(steps, fc.nat(350), fc.constantFrom(0.001, 1, 37.3), (given, count, unit) => {
        const scores = Float32Array.from([...given, 1000], (step) => step * unit);
        const numbers = Uint32Array.from(scores, (_, index) => index * 3 + 1);
        const sorted = [...scores.keys()].toSorted(
          (one, other) => (scores[other] ?? 0) - (scores[one] ?? 0) || other - one,
        );
        const expected = sorted.slice(0, count).map((index) => numbers[index]);
        expect(best({ numbers, scores }, count)).toEqual(expected);
      }),
    );
  });
});
