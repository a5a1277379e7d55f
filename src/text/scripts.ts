import { UNSPACED_SCRIPTS } from "../domain/search/unspaced.ts";

/** Letters, digits and marks of those scripts; part of a `v` regular expression. */
export const UNSPACED = `[[${UNSPACED_SCRIPTS.map((name) => `\\p{scx=${name}}`).join("")}]&&[\\p{L}\\p{N}\\p{M}]]`;

/** Any other character of a word; the underscore joins words instead. */
export const SPACED = `[[\\p{L}\\p{N}\\p{M}]--${UNSPACED}]`;

/** An emoji or the like, a word of its own; skin tones are none. */
export const PICTOGRAPH = String.raw`[\p{Extended_Pictographic}--\p{ASCII}]`;

/** Languages whose script alone tells them, by the Unicode name of the script. */
const BY_SCRIPT: readonly (readonly [script: string, language: string])[] = [
  ["Hang", "ko"],
  ["Hira", "ja"],
  ["Kana", "ja"],
  ["Han", "zh"],
  ["Thai", "th"],
  ["Laoo", "lo"],
  ["Khmr", "km"],
  ["Mymr", "my"],
  ["Hebr", "he"],
  ["Armn", "hy"],
  ["Geor", "ka"],
  ["Beng", "bn"],
  ["Guru", "pa"],
  ["Gujr", "gu"],
  ["Telu", "te"],
  ["Knda", "kn"],
  ["Mlym", "ml"],
  ["Sinh", "si"],
  ["Taml", "ta"],
  ["Grek", "el"],
];

/** Scripts of several languages, which their function words tell apart. */
const SHARED_SCRIPTS = ["Latn", "Cyrl", "Arab", "Deva"];

/** Counts the letters of every script in a text; scripts without letters are left out. */
export type ScriptCounter = (text: string) => ReadonlyMap<string, number>;

export function createScriptCounter(): ScriptCounter {
  const names = [...BY_SCRIPT.map(([script]) => script), ...SHARED_SCRIPTS];
  const patterns = names.map((name) => [name, new RegExp(`\\p{Script=${name}}`, "gu")] as const);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the range of ASCII
  const ascii = /^[\x00-\x7f]*$/;
  return (text) => {
    if (ascii.test(text)) return new Map([["Latn", text.length]]);
    const counts = patterns.map(([name, pattern]) => [name, text.match(pattern)?.length ?? 0] as const);
    return new Map(counts.filter(([, count]) => count > 0));
  };
}

/** The only language of a script; `undefined` where there are several. */
export function languageOfScript(script: string): string | undefined {
  return BY_SCRIPT.find(([name]) => name === script)?.[1];
}
