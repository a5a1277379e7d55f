import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseQuery } from "../../src/domain/search/query.ts";

/** Placeholders become words that occur nowhere else in the query. */
const fragment = fc.constantFrom(
  "W",
  '"W W"',
  '"W',
  'W"',
  'W"W',
  "“W W”",
  "„W",
  "-W",
  '-"W W"',
  "--W",
  "tag:W",
  'tag:"W W"',
  "TAG:W",
  "-tag:W",
  "type:W",
  'type:"W W"',
  "tag: W",
  'type:""',
  "W:W",
  "-",
  '""',
  "«W»",
  "W-W",
  "\tW\n",
);

const query = fc.tuple(
  fc.array(fragment, { maxLength: 12 }),
  fc.constantFrom("", " source:W", ' source:"W W"'),
);

describe("reading a query", () => {
  it("loses no word, wherever operators and quotes stand", () => {
    fc.assert(
      fc.property(query, ([fragments, source]) => {
        let count = 0;
        const text = (fragments.join(" ") + source).replaceAll("W", () => `word${count++}x`);
        const { words, phrases, excluded, tags, source: from } = parseQuery(text);
        const kept = [words, ...phrases, ...excluded, ...tags, from ?? ""].join(" ").match(/word\d+x/g) ?? [];
        expect(kept.toSorted()).toEqual(Array.from({ length: count }, (_, n) => `word${n}x`).toSorted());
      }),
      { numRuns: 500 },
    );
  });

  it("takes any text without operators as words", () => {
    fc.assert(
      fc.property(fc.array(fc.stringMatching(/^[^\s"“”„«»:-]+$/)), (words) => {
        expect(parseQuery(words.join(" "))).toEqual({
          words: words.join(" "),
          phrases: [],
          excluded: [],
          tags: [],
        });
      }),
    );
  });
});
