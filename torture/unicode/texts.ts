import type { Random } from "../random.ts";

/** Characters of a text; with what stands before it, it fits into every argument that takes text. */
const LENGTH = 64;
const LAST_UNIT = 0xffff;
const [FIRST_SURROGATE, LAST_SURROGATE] = [0xd800, 0xdfff];
const FIRST_ASTRAL = 0x1_0000;
const LAST_POINT = 0x10_ffff;

const isSurrogate = (unit: number) => unit >= FIRST_SURROGATE && unit <= LAST_SURROGATE;

/** Every UTF-16 code unit that is a character by itself, but NUL: 63,487 of the 65,536, in texts of 64. */
export function bmpTexts(): readonly string[] {
  const units = Array.from({ length: LAST_UNIT }, (_, at) => at + 1).filter((unit) => !isSurrogate(unit));
  const texts: string[] = [];
  for (let at = 0; at < units.length; at += LENGTH) {
    texts.push(String.fromCharCode(...units.slice(at, at + LENGTH)));
  }
  return texts;
}

/** What must be refused: NUL and each of the 2,048 halves of a pair, alone, and both halves the wrong way round. */
export function forbiddenTexts(): readonly string[] {
  const halves = Array.from({ length: LAST_SURROGATE - FIRST_SURROGATE + 1 }, (_, at) =>
    String.fromCharCode(FIRST_SURROGATE + at),
  );
  return [
    "\0",
    "a\0b",
    "\udc00\ud800",
    "\ud83d\ud83d\ude00",
    "\ude00🏳️",
    ...halves,
    ...halves.map((half) => `a${half}b`),
  ];
}

/** What text goes wrong with besides single characters. */
export const AWKWARD: readonly string[] = [
  "👩‍👩‍👧‍👦 🏳️‍🌈 🇩🇪 👍🏿 1️⃣",
  "مرحبا ‮txt.exe‬ שלום ‏‎",
  `e${"\u0301".repeat(50)}`,
  "é ö Å が 각",
  "é ö Å が 각".normalize("NFD"),
  "ﬁ ﷺ ½ ① Ⅷ ｶﾞ",
  "\u{10000}\u{1f600}\u{2f800}\u{e0001}\u{10ffff}\u{1ffff}",
  "\ufeffa\ufeff",
  "\ufffe\uffff\ufdd0\ufffd",
  " \t\n\r\v\f\u0085\u00a0\u2028\u2029\u3000 ",
  "İıßẞſΣς ǅ ŉ",
  "\u0001\u0008\u001b[31m\u007f\u009f",
  "\\u0000 \\ud800 %00 &#0; \\0",
  "नमस्ते ก็ ប៉ុ གངས ᠮᠣᠩ",
  "\u200b\u200c\u200d\u2060\u00ad\u034f",
  '\'; DROP TABLE entries; -- " OR ""="',
];

/** Characters beyond the first 65,536, which take four bytes in UTF-8 and two units in UTF-16. */
export function astralText(random: Random): string {
  return Array.from({ length: LENGTH / 2 }, () =>
    String.fromCodePoint(random.int(FIRST_ASTRAL, LAST_POINT)),
  ).join("");
}
