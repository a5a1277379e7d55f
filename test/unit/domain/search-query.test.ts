import { describe, expect, it } from "vitest";
import { type ParsedQuery, parseQuery } from "../../../src/domain/search/query.ts";

const NOTHING: ParsedQuery = { words: "", phrases: [], excluded: [], tags: [] };

describe("parseQuery", () => {
  it.each([
    ["spare key", { words: "spare key" }],
    ["  spare \t key\n", { words: "spare key" }],
    ['the "spare key" is', { words: "the is", phrases: ["spare key"] }],
    ['"one two" "three"', { phrases: ["one two", "three"] }],
    ["key -house", { words: "key", excluded: ["house"] }],
    ['key -"spare key"', { words: "key", excluded: ["spare key"] }],
    ["tag:home tag:keys", { tags: ["home", "keys"] }],
    ['tag:"two words" key', { words: "key", tags: ["two words"] }],
    ["TAG:home Source:work TYPE:note", { tags: ["home"], source: "work", type: "note" }],
    ['source:"my source"', { source: "my source" }],
    ["source:a source:b", { source: "b" }],
    ["\ufefftag:home r\ufeffed", { words: "red", tags: ["home"] }],
    ["key -tag:draft", { words: "key", excluded: ["draft"] }],
    ['-tag:"to do" -Source:work -type:note', { excluded: ["to do", "work", "note"] }],
    ['🎉 -🎉 "🎉" -tag:🎉', { words: "🎉", phrases: ["🎉"], excluded: ["🎉", "🎉"] }],
  ] satisfies [string, Partial<ParsedQuery>][])("reads the operators of %j", (query, parts) => {
    expect(parseQuery(query)).toEqual({ ...NOTHING, ...parts });
  });

  it.each([
    ["“spare key”", { phrases: ["spare key"] }],
    ["„spare key“", { phrases: ["spare key"] }],
    ["«spare key»", { phrases: ["spare key"] }],
    ["-“spare key” tag:„a b“", { excluded: ["spare key"], tags: ["a b"] }],
  ] satisfies [string, Partial<ParsedQuery>][])(
    "takes typographic quotes for quotes in %j",
    (query, parts) => {
      expect(parseQuery(query)).toEqual({ ...NOTHING, ...parts });
    },
  );

  it.each([
    ['"spare key', "spare key"],
    ['spare key"', "spare key"],
    ['a 19" rack', "a 19 rack"],
    ["type:unknown key", "type:unknown key"],
    ["tag: key", "tag: key"],
    ['tag:""', 'tag:""'],
    ['-tag:""', '-tag:""'],
    ['""', '""'],
    ['-""', '-""'],
    ["--", "--"],
    ["key -- -tag:-", "key -- -tag:-"],
    ['key "?!" -"…" -\u00ad', 'key "?!" -"…" -\u00ad'],
    ["-", "-"],
    ["well-known C:\\Temp 12:30 https://x.org", "well-known C:\\Temp 12:30 https://x.org"],
    ["tags:home subtype:note", "tags:home subtype:note"],
    ["don't 'quoted'", "don't 'quoted'"],
  ])("takes what is no operator as words in %j", (query, words) => {
    expect(parseQuery(query)).toEqual({ ...NOTHING, words });
  });
});
