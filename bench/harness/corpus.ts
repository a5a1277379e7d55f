import { ENTRY_TYPES, type EntryType } from "../../src/domain/entries/entry.ts";

/** A made-up entry as a caller would write it. */
export interface Note {
  readonly type: EntryType;
  readonly source: string;
  readonly tags: readonly string[];
  readonly description: string;
  readonly content: string;
}

/** An endless supply of notes, the same for the same seed. */
export interface Corpus {
  /** 0 <= number < 1. */
  random(): number;
  /** A whole number from 0 to `limit - 1`. */
  below(limit: number): number;
  note(): Note;
}

const TAGS = 300;
const SOURCES = 20;
const VOCABULARY = 5_000;

/** Words and tags follow Zipf's law, as in real notes: a few are everywhere, most are rare. */
export function createCorpus(seed: number): Corpus {
  const random = createRandom(seed);
  const below = (limit: number) => Math.floor(random() * limit);
  const zipf = (limit: number) => Math.min(limit - 1, Math.floor(limit ** random()) - 1);
  const words = (count: number) =>
    Array.from({ length: count }, () => `w${zipf(VOCABULARY).toString(36)}`).join(" ");

  function type(): EntryType {
    const share = random();
    if (share < 0.7) return "note";
    if (share < 0.95) return (["context", "pattern", "preference"] as const)[below(3)] ?? "note";
    return ENTRY_TYPES[below(ENTRY_TYPES.length)] ?? "note";
  }

  return {
    random,
    below,
    note: () => ({
      type: type(),
      source: `source-${zipf(SOURCES)}`,
      tags: [...new Set(Array.from({ length: 1 + below(4) }, () => `tag-${zipf(TAGS)}`))],
      description: words(10),
      content: words(35),
    }),
  };
}

/** Mulberry32: small, fast and good enough to make up data. */
function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
