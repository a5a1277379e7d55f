/** Scripts that put no spaces between words, with all characters they share, such as the long mark of Katakana. */
export const UNSPACED_SCRIPTS = ["Han", "Hira", "Kana", "Hang", "Thai", "Laoo", "Khmr", "Mymr"] as const;

let pattern: RegExp | undefined;

/** True when a character of such a script is in the text. */
export function isUnspaced(text: string): boolean {
  pattern ??= new RegExp(`[${UNSPACED_SCRIPTS.map((name) => `\\p{scx=${name}}`).join("")}]`, "u");
  return pattern.test(text);
}

/** True for a single character of such a script: no pair, so it stands for all pairs that begin with it. */
export function isLoneCharacter(term: string): boolean {
  return isUnspaced(term) && [...term].length === 1;
}
