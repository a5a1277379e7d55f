import { describe, expect, it } from "vitest";
import { normalText } from "../../../src/domain/search/normal-text.ts";
import { emittedOf, surfacesOf, termsOf } from "./support.ts";

describe("the words of a text", () => {
  it.each([
    ["Caﬀè", "CAFFÈ"],
    ["ｆｕｌｌ　ｗｉｄｔｈ", "full width"],
    ["ﾊﾝｶｸ", "ハンカク"],
    ["e\u0301te\u0301", "été"],
    ["x² ½", "x2 1⁄2"],
    ["ΣΊΣΥΦΟΣ", "σίσυφος"],
    ["ДОМ", "дом"],
    ["STRASSE", "strasse"],
    ["ⅣⅤ", "ivv"],
    ["r\u00ade\u00add", "red"],
    ["\ufeffzero\u200bwidth\u2060joiner", "zerowidthjoiner"],
    ["e\u00ad\u0301te\u200b\u0301", "été"],
    ["車\u200bの\u2060鍵", "車の鍵"],
    ["❤\ufe0f 👍🏽 ™\ufe0f", "❤ 👍 tm"],
  ])("of %s are those of %s", async (one, other) => {
    expect(await surfacesOf(one)).toEqual(await surfacesOf(other));
    expect(await surfacesOf(one)).not.toEqual([]);
  });

  it("follow each other by 1, whatever stands between them", async () => {
    const emitted = await emittedOf("one, two… three\n\n— «four»");
    expect(emitted.map(({ term, position }) => [term, position])).toEqual([
      ["one", 0],
      ["two", 1],
      ["three", 2],
      ["four", 3],
    ]);
  });

  it("say where they stand in the text", async () => {
    for (const text of [
      "plain words only",
      "naïve Wörter, 車の鍵 und mehr",
      "snake_case",
      "s\u00ado na\u00ad\u00efve 🎉❤\ufe0f x",
    ]) {
      for (const { term, start, end } of await emittedOf(text)) {
        expect(normalText(text).slice(start, end).toLowerCase().normalize("NFD")).toContain(term[0]);
      }
    }
  });

  it.each(["", " \n\t", "?!… — 🏽 🇩🇪", "\u00ad\u200b\ufe0f", "\u0000\u0007"])(
    "are none in %j",
    async (text) => {
      expect(await termsOf(text)).toEqual([]);
    },
  );

  it("are the same whether all of the text is ASCII or not", async () => {
    const text = "HTTP_RETRY_DELAY_MS, don't a.b@c.de v1.2 https://x.y/z?q=1#top 0xdeadbeef12";
    const terms = await termsOf(text, "en");
    expect(await termsOf(`${text} ü`, "en")).toEqual([...terms, "ü", "u", "ue"]);
  });
});
