import { describe, expect, it } from "vitest";
import { FORM } from "../../../src/domain/search/terms.ts";
import { createAnalyser } from "../../../src/text/analyser.ts";
import { analyser, termsOf } from "./support.ts";

describe("stems", () => {
  it.each([
    ["en", "batteries", "battery"],
    ["en", "running", "runs"],
    ["de", "Häuser", "Haus"],
    ["de", "Verträge", "Vertrag"],
    ["fr", "répétitions", "répétition"],
    ["es", "cancelaciones", "cancelación"],
    ["pt", "contratos", "contrato"],
    ["it", "riunioni", "riunione"],
    ["nl", "sleutels", "sleutel"],
    ["sv", "nycklarna", "nycklar"],
    ["nb", "nøklene", "nøkler"],
    ["ru", "резервные", "резервный"],
    ["uk", "ключами", "ключам"],
    ["hi", "किताबें", "किताब"],
    ["ar", "المكتبات", "المكتبة"],
    ["tr", "kitaplar", "kitap"],
    ["fi", "taloissa", "talot"],
    ["el", "δρόμους", "δρόμος"],
  ])("make %s %s and %s one word", async (language, one, other) => {
    const known = await termsOf(other, language);
    const shared = (await termsOf(one, language)).filter((term) => known.includes(term));
    expect(shared).not.toEqual([]);
  });

  it("stand beside the word itself, at its place", async () => {
    expect(await termsOf("Batteries", "en", FORM.surface)).toEqual(["batteries"]);
    expect(await termsOf("Batteries", "en", FORM.stem)).toEqual(["batteri"]);
  });

  it.each(["en", "de", "fr", "ru", "hi", "ar", "xx"])(
    "of a wrongly guessed language (%s) leave the exact word findable",
    async (language) => {
      for (const word of ["Verträge", "резервные", "किताबें", "batteries", "répétitions", "المكتبات"]) {
        expect(await termsOf(word, language, FORM.surface)).toEqual([word.toLowerCase().normalize("NFKC")]);
      }
    },
  );

  it("are not made of short words, numbers and identifiers", async () => {
    expect(await termsOf("is as 2022s ms_s", "en", FORM.stem)).toEqual([]);
  });

  it("are not made before the language is loaded", async () => {
    const fresh = createAnalyser();
    const stems = () => fresh.wordForms("batteries", ["en"]).filter(({ form }) => form === FORM.stem);
    expect(stems()).toEqual([]);
    await fresh.prepare(["en", "xx"]);
    expect(stems()).toEqual([{ term: "batteri", form: FORM.stem }]);
  });

  it("of several languages are asked for at once, each term once", async () => {
    await analyser.prepare(["en", "de", "nl"]);
    const terms = analyser.wordForms("planten", ["en", "de", "nl"]).map(({ term }) => term);
    expect(terms[0]).toBe("planten");
    expect(new Set(terms).size).toBe(terms.length);
    expect(terms).toContain("plant");
  });
});
