import { costOf, createCosts } from "./text-cost.ts";

/** Where a word of the query stands in a text, by UTF-16 offsets. */
export interface Hit {
  readonly start: number;
  readonly end: number;
  /** Index of the word. */
  readonly word: number;
}

/** A stretch of a text that is worth showing. */
export interface Window {
  readonly text: string;
  /** From its first hit to the end of its last. */
  readonly from: number;
  readonly to: number;
  /** Sum of the ratings of its words, each counted once. */
  readonly worth: number;
}

/** About 80 tokens; of it, what may be shown before the first hit. */
const ROOM = 300;
const LEAD = 60;
/** Sums of the same ratings in another order may differ in the last digits. */
const SAME = 1e-9;

/** Among the stretches that there is room for the first one whose words are worth most. */
export function bestWindow(text: string, hits: readonly Hit[], ratings: readonly number[]): Window {
  const costAt = createCosts(text);
  const inside = new WordsInside(ratings);
  let best: Window = { text, from: 0, to: 0, worth: 0 };
  let left = 0;
  for (const [index, hit] of hits.entries()) {
    inside.add(hit.word);
    let first = hits[left] as Hit;
    while (left < index && costAt(hit.end) - costAt(first.start) > ROOM - LEAD) {
      inside.remove(first.word);
      left += 1;
      first = hits[left] as Hit;
    }
    if (inside.worth > best.worth + SAME) {
      best = { text, from: first.start, to: hit.end, worth: inside.worth };
    }
  }
  return best;
}

class WordsInside {
  readonly #ratings: readonly number[];
  readonly #counts = new Map<number, number>();
  worth = 0;

  constructor(ratings: readonly number[]) {
    this.#ratings = ratings;
  }

  add(word: number): void {
    const before = this.#counts.get(word) ?? 0;
    this.#counts.set(word, before + 1);
    if (before === 0) this.worth += this.#ratings[word] ?? 0;
  }

  remove(word: number): void {
    const rest = (this.#counts.get(word) ?? 1) - 1;
    this.#counts.set(word, rest);
    if (rest === 0) this.worth -= this.#ratings[word] ?? 0;
  }
}

/** The window as one line of text, cut at spaces where there are any, with an ellipsis where something is left out. */
export function cutWindow({ text, from, to }: Window): string {
  const start = startOf(text, from);
  const end = endOf(text, start, to);
  const shown = text.slice(start, end).replace(/\s+/gu, " ").trim();
  return `${start > 0 ? "…" : ""}${shown}${end < text.length ? "…" : ""}`;
}

function startOf(text: string, from: number): number {
  let start = from;
  let room = LEAD;
  while (start > 0) {
    const character = characterBefore(text, start);
    room -= costOf(character);
    if (room < 0) break;
    start -= character.length;
  }
  if (start === 0) return 0;
  const space = text.slice(start, from).search(/\s/u);
  return space < 0 ? start : start + space + 1;
}

function endOf(text: string, start: number, to: number): number {
  let end = start;
  let room = ROOM;
  for (const character of text.slice(start, start + ROOM)) {
    room -= costOf(character);
    if (room < 0) break;
    end += character.length;
  }
  // The last character of the slice may be half of one.
  if (isHighSurrogate(text, end - 1)) end -= 1;
  if (end >= text.length || /\s/u.test(text.charAt(end))) return end;
  const space = text.slice(start, end).search(/\s\S*$/u);
  return start + space >= to && space > (end - start) / 2 ? start + space : end;
}

function characterBefore(text: string, at: number): string {
  return text.slice(isHighSurrogate(text, at - 2) ? at - 2 : at - 1, at);
}

function isHighSurrogate(text: string, at: number): boolean {
  const unit = text.charCodeAt(at);
  return unit >= 0xd800 && unit <= 0xdbff;
}
