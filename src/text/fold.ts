const MARK = /\p{M}/gu;
/** Scripts whose marks are accents; elsewhere (Devanagari, Thai) a mark is a vowel and stays. */
const ACCENTED = /[\p{Script=Latn}\p{Script=Grek}\p{Script=Cyrl}]/u;
const ARABIC = /\p{Script=Arab}/u;
const HEBREW = /\p{Script=Hebr}/u;
const ARABIC_MARKS = /[\u064b-\u065f\u0670\u0640]/g;
const HEBREW_MARKS = /[\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7]/g;
/** Letters that Unicode does not take apart. */
const LETTERS: Readonly<Record<string, string>> = {
  ß: "ss",
  æ: "ae",
  œ: "oe",
  ø: "o",
  ł: "l",
  đ: "d",
  ð: "d",
  þ: "th",
  ı: "i",
};
const LETTER = /[ßæœøłđðþı]/g;
const ARABIC_LETTERS: Readonly<Record<string, string>> = {
  أ: "ا",
  إ: "ا",
  آ: "ا",
  ٱ: "ا",
  ى: "ي",
  ة: "ه",
  ی: "ي",
  ک: "ك",
};
const ARABIC_LETTER = /[أإآٱىةیک]/g;
const UMLAUTS: Readonly<Record<string, string>> = { ä: "ae", ö: "oe", ü: "ue" };

/** A word without accents, vowel points and the like; `word` itself (lower-case, NFKC) when it has none. */
export function foldAccents(word: string): string {
  if (ARABIC.test(word)) {
    return word
      .replace(ARABIC_MARKS, "")
      .replace(ARABIC_LETTER, (letter) => ARABIC_LETTERS[letter] ?? letter);
  }
  if (HEBREW.test(word)) return word.replace(HEBREW_MARKS, "");
  if (!ACCENTED.test(word)) return word;
  return word
    .normalize("NFD")
    .replace(MARK, "")
    .normalize("NFC")
    .replace(LETTER, (letter) => LETTERS[letter] ?? letter);
}

/** The German spelling without umlauts, as `mueller` for `müller`; `undefined` when there are none. */
export function spellUmlauts(word: string): string | undefined {
  const spelt = word.replace(/[äöü]/g, (letter) => UMLAUTS[letter] ?? letter);
  return spelt === word ? undefined : spelt.replaceAll("ß", "ss");
}
