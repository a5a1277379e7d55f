import { describe, expect, it } from "vitest";
import { planQuery } from "../../../src/domain/search/plan.ts";
import { parseQuery } from "../../../src/domain/search/query.ts";
import { type ReadingBudget, snippetOf } from "../../../src/domain/search/snippet.ts";
import { createAnalyser } from "../../../src/text/analyser.ts";

const analyser = createAnalyser();
/** Longest snippet, UTF-16 code units, the two ellipses included. */
const LONGEST = 320;

function snippet(
  content: string,
  query: string,
  description = "about it",
  ...budget: readonly ReadingBudget[]
): string {
  const { words } = planQuery(parseQuery(query), { likely: ["en"], others: [] }, analyser);
  const rated = words.map((word) => ({ ...word, rating: word.word.length, found: 1 }));
  const entry = { type: "note", source: "s", tags: [], data: { description, content } } as const;
  return snippetOf(entry, rated, analyser, budget[0]);
}

const filler = (words: number) => "lorem ipsum dolor ".repeat(words);

describe("a snippet", () => {
  it("is the whole text when that is short", () => {
    expect(snippet("The key\n  hangs\there.", "key")).toBe("The key hangs here.");
  });

  it("is the part of a long text that holds the words, cut at spaces", () => {
    const text = snippet(`${filler(100)}the spare key hangs in the shed ${filler(100)}`, "spare key shed");
    expect(text).toContain("spare key hangs in the shed");
    expect(text).toMatch(/^…(lorem|ipsum|dolor) .* (lorem|ipsum|dolor)…$/);
    expect(text.length).toBeLessThanOrEqual(LONGEST);
  });

  it("prefers the part with more of the words to one with a word more often", () => {
    const often = "key key key key ";
    const text = snippet(`${often}${filler(60)}spare key${filler(60)}${often}`, "spare key");
    expect(text).toContain("spare key");
  });

  it("is taken from the field that holds more of the words", () => {
    expect(snippet("nothing", "spare key", "the spare key")).toBe("the spare key");
    expect(snippet("the spare key", "spare key", "a key")).toBe("the spare key");
    expect(snippet("content", "elsewhere", "description")).toBe("description");
  });

  it.each([
    ["a long word", `${"x".repeat(2_000)} key`, "key"],
    ["a word that is longer than there is room", `a ${"k".repeat(2_000)}`, "k".repeat(64)],
    ["no spaces at all", "key".concat("-lorem".repeat(200)), "key"],
    [
      "words at both ends of the room",
      `${filler(30)}alpha${" x".repeat(110)} omega ${filler(30)}`,
      "alpha omega",
    ],
    ["a long run after the last word", `alpha${" x".repeat(110)} omega${"-y".repeat(80)}`, "alpha omega"],
    ["the end of the text", `${filler(100)}key`, "key"],
    ["an accented word", `${filler(100)}Schlüssel ${filler(100)}`, "schlüssel"],
  ])("holds the words and is short for %s", (_, content, query) => {
    const text = snippet(content, query);
    for (const word of query.split(" ")) expect(text.toLowerCase()).toContain(word.slice(0, 60));
    expect(text.length).toBeLessThanOrEqual(LONGEST);
  });

  it.each([
    ["日本語", "これは長い文章で何も言わない。", "予備の鍵"],
    ["中文", "这是一段很长的文字没有什么意思。", "备用钥匙"],
    ["ไทย", "ข้อความนี้ยาวมากและไม่มีความหมาย", "กุญแจ"],
    ["한국어", "이것은아무뜻이없는긴글이다", "여분열쇠"],
  ])("is shorter in %s, whose characters are tokens, and holds the words", (_, sentence, word) => {
    const text = snippet(`${sentence.repeat(40)}${word}${sentence.repeat(40)}`, word);
    expect(text).toContain(word.normalize("NFKC"));
    expect(text.length).toBeLessThanOrEqual(110);
    expect(text.length).toBeGreaterThan(60);
  });

  it("holds two words of a script without spaces that fit into it together", () => {
    const text = snippet(`${"無".repeat(500)}予備${"無".repeat(60)}鍵穴${"無".repeat(500)}`, "予備 鍵穴");
    expect(text).toContain("予備");
    expect(text).toContain("鍵穴");
  });

  it("never cuts a character in two", () => {
    for (let shift = 0; shift < 4; shift += 1) {
      for (const content of [
        `key${"x".repeat(shift)}${"👍".repeat(400)}`,
        `key ${"x".repeat(293 + shift)}👍👍${"x".repeat(100)}`,
        `${"👍".repeat(400)}${"x".repeat(shift)} key ${"𝔘".repeat(400)}`,
        `${"x".repeat(shift)}${"𠮷".repeat(300)}key${"𠮷".repeat(300)}`,
      ]) {
        const text = snippet(content, "key", "");
        expect(text).toBe(text.toWellFormed());
        expect(text.length).toBeLessThanOrEqual(LONGEST);
      }
    }
  });

  it("holds words with hidden characters at the right place", () => {
    const text = snippet(
      `${"a\u00adb e\u00ad\u0301 ".repeat(300)}spa\u00adre key ${filler(100)}`,
      "spare key",
    );
    expect(text).toContain("spare key");
    expect(text.length).toBeLessThanOrEqual(LONGEST);
  });

  it("looks through 300,000 characters of an entry and no more", () => {
    const text = "lorem ipsum ".repeat(30_000);
    expect(snippet(`${text.slice(0, 299_000)} key ${text}`, "key")).toContain("key");
    expect(snippet(`${text.slice(0, 301_000)} key ${text}`, "key")).toBe("about it");
    const budget = { left: 1_000_000 };
    snippet(text, "key", "", budget);
    expect(budget.left).toBe(700_000);
  });

  it("takes what it looks through from the budget that it shares", () => {
    const budget = { left: 2_000 };
    const content = `${filler(40)} key`;
    expect(snippet(content, "key", "", budget)).toContain("key");
    expect(budget.left).toBe(2_000 - content.length);
  });

  it("goes on behind the last character looked through", () => {
    const text = snippet(`key ${filler(100)}`, "key", "", { left: 10 });
    expect(text).toMatch(/^key lorem .{200,}…$/);
  });

  it("is the beginning of the first text, unread, when nothing is left of the budget", () => {
    const budget = { left: 0 };
    expect(snippet("the spare key", "spare key", "about it", budget)).toBe("about it");
    const text = snippet(`${filler(100)}key`, "key", "", budget);
    expect(text).toMatch(/^lorem ipsum .*(lorem|ipsum|dolor)…$/);
    expect(text.length).toBeLessThanOrEqual(LONGEST);
    expect(budget.left).toBe(0);
  });

  it("of an entry without text is empty", () => {
    expect(snippetOf({ type: "status", source: "s", tags: [], data: {} }, [], analyser)).toBe("");
  });
});
