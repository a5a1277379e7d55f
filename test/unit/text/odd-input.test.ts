import { describe, expect, it } from "vitest";
import { MAX_TERM } from "../../../src/text/word-forms.ts";
import { analyser, termsOf } from "./support.ts";

describe("odd texts", () => {
  it("a huge word is found by its beginning", async () => {
    const word = "Überlang".repeat(1_000);
    const terms = await termsOf(word, "de");
    expect(terms[0]).toBe(word.toLowerCase().slice(0, MAX_TERM));
    expect(terms.every(({ length }) => length <= MAX_TERM)).toBe(true);
    expect(terms.length).toBeLessThan(20);
  });

  it("a huge word is cut without half a character", async () => {
    const [term = ""] = await termsOf("𝔘".normalize("NFC") + "\u{10400}".repeat(100));
    expect(term).toBe(term.toWellFormed());
  });

  it.each(["x", "ü", "7", "-", " ", "_", "車", "ก", "é", "\u0301", "\ud83d", "👍", "a-", "a ", "ß", "ﷺ"])(
    "a megabyte of %j is read in one go",
    async (piece) => {
      const text = piece.repeat(Math.floor(1_000_000 / piece.length));
      let terms = 0;
      const positions = analyser.analyse(text, "en", (term) => {
        terms += term.length > MAX_TERM ? Number.NaN : 1;
      });
      expect(terms).toBeGreaterThanOrEqual(positions);
    },
    20_000,
  );

  it("a stemmer's failure leaves the word as it is", async () => {
    for (const language of [
      "en",
      "de",
      "ru",
      "ar",
      "hi",
      "tr",
      "fi",
      "hu",
      "el",
      "ta",
      "ne",
      "lt",
      "ga",
      "hy",
    ]) {
      for (const word of ["aaaa", "constructor", "__proto__", "toString", "ющийся", "ааааа", "ءءءء", "ँँँँ"]) {
        expect((await termsOf(word, language)).length, `${language} ${word}`).toBeGreaterThan(0);
      }
    }
  });
});
