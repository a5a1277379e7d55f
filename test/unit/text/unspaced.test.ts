import { describe, expect, it } from "vitest";
import { emittedOf, surfacesOf, termsOf } from "./support.ts";

describe("a text of a script without spaces", () => {
  it.each([
    ["電車の鍵", ["電車", "車の", "の鍵", "鍵"]],
    ["서버실", ["서버", "버실", "실"]],
    ["ไทย", ["ไท", "ทย", "ย"]],
    ["ສະບາຍ", ["ສະ", "ະບ", "ບາ", "າຍ", "ຍ"]],
    ["サーバー", ["サー", "ーバ", "バー", "ー"]],
    ["鍵", ["鍵"]],
    ["𠮷野家", ["𠮷野", "野家", "家"]],
  ])("%s gives overlapping pairs and its last character", async (text, pairs) => {
    expect(await termsOf(text)).toEqual(pairs);
  });

  it("counts each character as a position, so that phrases are found at any of them", async () => {
    const emitted = await emittedOf("東京 都");
    expect(emitted.map(({ term, position }) => [term, position])).toEqual([
      ["東京", 0],
      ["京", 1],
      ["都", 2],
    ]);
  });

  it("is parted from words of other scripts around it", async () => {
    expect(await surfacesOf("新しいiPhone15を買う")).toEqual([
      "新し",
      "しい",
      "い",
      "iphone15",
      "を買",
      "買う",
      "う",
    ]);
  });

  it("is not joined by punctuation", async () => {
    expect(await termsOf("東京、京都。")).toEqual(["東京", "京", "京都", "都"]);
  });

  it("has the same terms in any language, none of them stemmed", async () => {
    expect(await termsOf("車の鍵", "en")).toEqual(await termsOf("車の鍵", "ja"));
  });
});
