/** Choices that a seed repeats. */
export interface Random {
  /** From 0 up to, not including, 1. */
  next(): number;
  /** A whole number from `low` to `high`, both included. */
  int(low: number, high: number): number;
  pick<T>(items: readonly T[]): T;
  /** Letters, digits, white space and text outside ASCII, `length` characters long at most. */
  text(length: number): string;
  /** Another sequence, which depends on this one. */
  fork(): Random;
}

const ALPHABET = [...'abcdefghijklmnopqrstuvwxyz      0123456789\n\t"\\/äßπ日本🙂'];

/** Mulberry32, a 32-bit generator of the public domain. */
export function createRandom(seed: number): Random {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  const int = (low: number, high: number) => low + Math.floor(next() * (high - low + 1));
  const pick = <T>(items: readonly T[]): T => {
    const item = items[int(0, items.length - 1)];
    if (item === undefined) throw new Error("Nothing to pick from");
    return item;
  };
  return {
    next,
    int,
    pick,
    text: (length) => Array.from({ length }, () => pick(ALPHABET)).join(""),
    fork: () => createRandom(int(0, 0xffff_ffff)),
  };
}
