import { describe, expect, it } from "vitest";
import { FORM } from "../../../src/domain/search/terms.ts";
import { emittedOf, termsOf } from "./support.ts";

describe("a word with accents", () => {
  it.each([
    ["café", "cafe"],
    ["façade", "facade"],
    ["smørrebrød", "smorrebrod"],
    ["Łódź", "lodz"],
    ["œuvre", "oeuvre"],
    ["Ærø", "aero"],
    ["þór", "thor"],
    ["niño", "nino"],
    ["şık", "sik"],
    ["trường", "truong"],
    ["Ελλάδα", "ελλαδα"],
    ["ёлка", "елка"],
    ["йод", "иод"],
    ["مُحَمَّد", "محمد"],
    ["أحمد", "احمد"],
    ["مدرسة", "مدرسه"],
    ["کتاب", "كتاب"],
    ["שָׁלוֹם", "שלום"],
  ])("%s is found as it is and as %s", async (word, plain) => {
    const emitted = await emittedOf(word);
    expect(emitted[0]).toMatchObject({ term: word.normalize("NFKC").toLowerCase(), form: FORM.surface });
    expect(await termsOf(word, undefined, FORM.folded)).toContain(plain);
    expect(emitted.every(({ position }) => position === 0)).toBe(true);
  });

  it.each([
    ["Müller", ["müller", "muller", "mueller"]],
    ["Öl", ["öl", "ol", "oel"]],
    ["Grüße", ["grüße", "grusse", "gruesse"]],
  ])("%s is found in the spelling without umlauts too", async (word, terms) => {
    expect(await termsOf(word)).toEqual(terms);
  });

  it.each(["किताबें", "ไม้", "தமிழ்"])("%s keeps its vowels, which are no accents", async (word) => {
    expect(await termsOf(word, undefined, FORM.folded)).toEqual([]);
  });

  it("has no second form when there is nothing to fold", async () => {
    expect(await termsOf("plain")).toEqual(["plain"]);
  });
});
