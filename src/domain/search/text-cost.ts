import { isUnspaced } from "./unspaced.ts";

/** A character of a script without spaces, or an emoji, is about a token; of other characters four make one. */
const DENSE_COST = 3;
/** Nothing before it is dense. */
const FIRST_DENSE = 0x0e00;
const SURROGATE = /[\u{10000}-\u{10ffff}]/u;

/** What it takes to show a character. */
export function costOf(character: string): number {
  if (character.charCodeAt(0) < FIRST_DENSE) return 1;
  return character.length > 1 || isUnspaced(character) ? DENSE_COST : 1;
}

/** What it takes to show a text up to an offset. */
export function createCosts(text: string): (offset: number) => number {
  if (!isUnspaced(text) && !SURROGATE.test(text)) return (offset) => offset;
  const costs = new Uint32Array(text.length + 1);
  let cost = 0;
  let at = 0;
  for (const character of text) {
    cost += costOf(character);
    at += character.length;
    costs[at] = cost;
  }
  return (offset) => costs[offset] ?? cost;
}
