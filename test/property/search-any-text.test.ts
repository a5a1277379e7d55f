import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { AwarenessError } from "../../src/domain/errors.ts";
import { inMemory } from "../contract/backends.ts";
import { CORPORA } from "../relevance/corpus/index.ts";
import { type Memory, openMemory, reader } from "../relevance/memory.ts";

const MAX_QUERY = 1_000;
const codeUnit = fc.integer({ min: 0, max: 0xffff }).map((unit) => String.fromCharCode(unit));
const fragment = fc.constantFrom(
  ...'tag: source: type: type:note tag:"a b" - -" " "" “ ” « -"the backup" "the backup" -backup'.split(" "),
  ..."backup Sicherung 备份 サーバー 백업 สำรอง नोट резерв the of ' '' ; -- /* */ % _ * ? [ ] { } ( ) ^ $ | \\ \\b".split(
    " ",
  ),
  "'; DROP TABLE entries; --",
  '" OR ""="',
  "NEAR(a b) AND NOT c*",
  "(a+)+$",
  "[[:alpha:]]",
  "{{jndi:ldap://x}}",
  "\0",
  "\ud83d",
  "\udc00",
  "👩‍👩‍👧‍👦",
  "🇩🇪",
  "e\u0301\u0301\u0301",
  "\u202e",
  "ﷺ",
  "İ",
  "ß",
  "\u3099",
  "１２３",
);
const query = fc
  .oneof(
    fc.string({ unit: "binary", maxLength: MAX_QUERY }),
    fc.string({ unit: "grapheme", maxLength: 200 }),
    fc.string({ unit: codeUnit, maxLength: 200 }),
    fc.array(fragment, { maxLength: 40 }).map((parts) => parts.join(" ")),
    fc.array(fragment, { maxLength: 40 }).map((parts) => parts.join("")),
    fc.tuple(fragment, fc.integer({ min: 1, max: MAX_QUERY })).map(([part, times]) => part.repeat(times)),
  )
  .map((text) => text.slice(0, MAX_QUERY));

describe("a query of any text at all", () => {
  let memory: Memory;
  beforeAll(async () => {
    memory = await openMemory(inMemory, CORPORA.slice(0, 4));
  });
  afterAll(() => memory.close());

  const ask = async (text: string) => {
    const request = { query: text, filter: {}, limit: 5, explain: true };
    try {
      return await memory.store.search.search(reader, request);
    } catch (error) {
      expect(error).toBeInstanceOf(AwarenessError);
      return undefined;
    }
  };

  it.each(["waiting", "indexed"])("is answered, with everything %s", async (state) => {
    if (state === "indexed") await memory.store.search.update({ all: true });
    await fc.assert(
      fc.asyncProperty(query, async (text) => {
        const result = await ask(text);
        for (const { similarity, snippet, explanation } of result?.hits ?? []) {
          expect(similarity).toBeGreaterThanOrEqual(0);
          expect(similarity).toBeLessThanOrEqual(1);
          expect(snippet).toBe(snippet.toWellFormed());
          expect(explanation?.score).toBeGreaterThan(0);
        }
      }),
      { numRuns: 250 },
    );
  });
});
