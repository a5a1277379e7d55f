import { FIELDS, type Field } from "./fields.ts";

/** What a word is worth by where it stands. */
export const FIELD_WEIGHTS: Readonly<Record<Field, number>> = {
  description: 1,
  tags: 1.2,
  content: 0.9,
  detail: 0.9,
  source: 0.5,
  key: 0.7,
};

/** Words that a usual field holds; constants and not averages, so that a score never depends on other entries. */
const USUAL_LENGTH: Readonly<Record<Field, number>> = {
  description: 20,
  tags: 4,
  content: 150,
  detail: 30,
  source: 3,
  key: 5,
};

/** BM25F (Robertson, Zaragoza 2009): how soon repetition stops counting, and how much longer fields are held back. */
const K1 = 0.7;
const B = 0.35;

const WEIGHTS = FIELDS.map((field) => FIELD_WEIGHTS[field]);
const USUAL = FIELDS.map((field) => USUAL_LENGTH[field]);

/** Worth of one occurrence in a field of `length` words. */
export function occurrenceWorth(field: number, length: number): number {
  return (WEIGHTS[field] ?? 0) / (1 - B + (B * length) / (USUAL[field] ?? 1));
}

/** 0..about 1.7: what the occurrences of a word together are worth; 1 for one in a description of usual length. */
export function saturate(worth: number): number {
  return (worth * (K1 + 1)) / (K1 + worth);
}

/** Greatest value of `saturate`. */
export const MAX_SATURATED = K1 + 1;

/** The same in 1..255, for the list of entries that hold a term; `counts` are pairs of field and occurrences. */
export function termImpact(counts: readonly number[], lengths: readonly number[]): number {
  let worth = 0;
  for (let index = 0; index < counts.length; index += 2) {
    const field = counts[index] ?? 0;
    worth += (counts[index + 1] ?? 0) * occurrenceWorth(field, lengths[field] ?? 0);
  }
  return Math.max(1, Math.round((saturate(worth) * 255) / MAX_SATURATED));
}

/** Turns the 1..255 of a list back into what `saturate` gave. */
export const IMPACT_UNIT = MAX_SATURATED / 255;

/** How much a word tells that `found` of `total` entries hold; never below 0 (Lucene's form of BM25's idf). */
export function inverseFrequency(found: number, total: number): number {
  const seen = Math.min(found, total);
  return Math.log(1 + (total - seen + 0.5) / (seen + 0.5));
}
