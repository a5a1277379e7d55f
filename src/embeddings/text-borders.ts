/** From here on (CJK, kana, Hangul, emoji) a character is about as much to a model as three Latin letters. */
const DENSE = 0x2e80;

const isHigh = (code: number): boolean => code >= 0xd800 && code <= 0xdbff;
const isLow = (code: number): boolean => code >= 0xdc00 && code <= 0xdfff;

/** Size of the character at `at` as a model counts it: 1 per letter of most scripts, 3 per code unit of dense ones. */
function weightAt(text: string, at: number): number {
  return text.charCodeAt(at) >= DENSE ? 3 : 1;
}

export function weightOf(text: string): number {
  let weight = 0;
  for (let at = 0; at < text.length; at += 1) weight += weightAt(text, at);
  return weight;
}

/** True when a cut at `at` would take a surrogate pair apart. */
function splitsPair(text: string, at: number): boolean {
  return at > 0 && isLow(text.charCodeAt(at)) && isHigh(text.charCodeAt(at - 1));
}

/** How far a part that starts at `from` and weighs at most `weight` can go; at least one whole character. */
export function reach(text: string, from: number, weight: number): number {
  let at = from;
  for (let left = weight; at < text.length; at += 1) {
    left -= weightAt(text, at);
    if (left < 0) break;
  }
  if (splitsPair(text, at)) at -= 1;
  if (at > from || at === text.length) return at;
  return splitsPair(text, from + 1) ? from + 2 : from + 1;
}

/** How far back a part that ends at `to` and weighs at most `weight` can begin. */
export function reachBack(text: string, to: number, weight: number): number {
  let at = to;
  for (let left = weight; at > 0; at -= 1) {
    left -= weightAt(text, at - 1);
    if (left < 0) break;
  }
  return splitsPair(text, at) ? at + 1 : at;
}

const SENTENCE_END = /[.!?…]["'”’)\]]*\s+|[。！？]["'”’」』）]*/gu;
const WORD_END = /\s+/g;

/** The best place for a cut after `from` and not after `to`: between paragraphs, lines, sentences, words, or at `to`. */
export function bestEnd(text: string, from: number, to: number): number {
  const window = text.slice(from, to);
  for (const lines of ["\n\n", "\n"]) {
    const at = window.lastIndexOf(lines);
    if (at !== -1) return from + at + lines.length;
  }
  for (const border of [SENTENCE_END, WORD_END]) {
    const last = [...window.matchAll(border)].at(-1);
    if (last !== undefined) return from + last.index + last[0].length;
  }
  return to;
}

/** The first beginning of a word after `from` and before `to`, else `from`. */
export function firstWord(text: string, from: number, to: number): number {
  const gap = /\s+(?=\S)/.exec(text.slice(from, to));
  return gap === null ? from : from + gap.index + gap[0].length;
}
