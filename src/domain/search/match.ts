import { FIELDS } from "./fields.ts";
import { type Forward, fieldOf, formOf, hashOf, startsPosition } from "./indexed-document.ts";
import { createPhraseTest } from "./phrase-test.ts";
import type { QueryPlan } from "./plan.ts";
import { FORM, hashTerm } from "./terms.ts";
import { occurrenceWorth, saturate } from "./weights.ts";

/** How an entry holds one word of the query. */
export interface WordMatch {
  /** Index of the word in the plan. */
  readonly word: number;
  /** 0..about 1.7. */
  readonly strength: number;
  /** Names of the fields it stands in. */
  readonly fields: readonly string[];
  /** Its first positions in reading order; the border of two fields is a gap. */
  readonly positions: readonly number[];
}

/** Reads one entry's words. `undefined` when the entry lacks a phrase or has what is excluded. */
export type Matcher = (forward: Forward) => readonly WordMatch[] | undefined;

interface Wanted {
  readonly word: number;
  readonly weight: number;
}

const FIELD_GAP = 16;
const MAX_POSITIONS = 64;
const FILTER_BITS = 4095;

export function createMatcher(plan: QueryPlan): Matcher {
  const wanted = new Map<number, Wanted[]>();
  const filter = new Uint8Array(FILTER_BITS + 1);
  for (const [word, { terms }] of plan.words.entries()) {
    for (const { term, weight } of terms) {
      const hash = hashTerm(term);
      filter[hash & FILTER_BITS] = 1;
      const known = wanted.get(hash);
      if (known === undefined) wanted.set(hash, [{ word, weight }]);
      else known.push({ word, weight });
    }
  }
  const required = plan.phrases.map(createPhraseTest);
  const excludedPhrases = plan.excludedPhrases.map(createPhraseTest);
  const excluded = new Set(plan.excludedWords.flat().map(hashTerm));

  return (forward) => {
    if (excluded.size > 0 && holdsAny(forward, excluded)) return undefined;
    if (required.some((holdsPhrase) => !holdsPhrase(forward))) return undefined;
    if (excludedPhrases.some((holdsPhrase) => holdsPhrase(forward))) return undefined;
    return matchWords(forward, wanted, filter);
  };
}

class Occurrences {
  readonly positions: number[] = [];
  readonly fields: number[] = [];
  readonly weights: number[] = [];
}

function matchWords(
  forward: Forward,
  wanted: ReadonlyMap<number, readonly Wanted[]>,
  filter: Uint8Array,
): readonly WordMatch[] {
  const lengths = FIELDS.map(() => 0);
  const found = new Map<number, Occurrences>();
  let position = -1;
  let field = 0;
  for (let index = 0; index < forward.length; index += 1) {
    const packed = forward[index] as number;
    if (startsPosition(packed)) {
      const here = fieldOf(packed);
      position += here === field ? 1 : FIELD_GAP;
      field = here;
      lengths[field] = (lengths[field] as number) + 1;
    }
    const hash = hashOf(packed);
    if (filter[hash & FILTER_BITS] === 0) continue;
    for (const { word, weight } of wanted.get(hash) ?? []) record(found, word, weight, position, field);
  }
  return [...found].map(([word, occurrences]) => toWordMatch(word, occurrences, lengths));
}

/** Of several terms of a word at one position the one that is worth most counts. */
function record(
  found: Map<number, Occurrences>,
  word: number,
  weight: number,
  position: number,
  field: number,
): void {
  const known = found.get(word) ?? new Occurrences();
  if (!found.has(word)) found.set(word, known);
  const last = known.positions.length - 1;
  if (last >= 0 && known.positions[last] === position) {
    known.weights[last] = Math.max(known.weights[last] as number, weight);
    return;
  }
  if (known.positions.length >= MAX_POSITIONS) return;
  known.positions.push(position);
  known.fields.push(field);
  known.weights.push(weight);
}

function toWordMatch(
  word: number,
  { positions, fields, weights }: Occurrences,
  lengths: readonly number[],
): WordMatch {
  let worth = 0;
  let greatest = 0;
  for (const [index, field] of fields.entries()) {
    const weight = weights[index] as number;
    worth += occurrenceWorth(field, lengths[field] ?? 0);
    greatest = Math.max(greatest, weight);
  }
  const names = [...new Set(fields)].map((field) => FIELDS[field] as string);
  return { word, strength: greatest * saturate(worth), fields: names, positions };
}

function holdsAny(forward: Forward, hashes: ReadonlySet<number>): boolean {
  return forward.some((packed) => formOf(packed) !== FORM.stem && hashes.has(hashOf(packed)));
}
