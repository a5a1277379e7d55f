import { FIELDS, fieldTexts, type Indexable } from "./fields.ts";
import { type Analyser, hashTerm } from "./terms.ts";
import { termImpact } from "./weights.ts";

/**
 * The words of an entry in reading order, one 32-bit number for every term: 24 bits of its hash, 1 bit that says that a
 * new position begins, 3 bits of field, 2 bits of form (low to high after the hash: see `packTerm`). It is all that
 * scoring reads of an entry, and much smaller and quicker than its text.
 */
export type Forward = Uint32Array;

/** An entry made ready for the index. */
export interface IndexedDocument {
  readonly forward: Forward;
  /** How much each term says about the entry, 1..255, by term. */
  readonly impacts: ReadonlyMap<string, number>;
}

const NEW_POSITION = 1 << 24;
const FIELD_SHIFT = 25;
const FORM_SHIFT = 28;

export const hashOf = (packed: number): number => packed & 0xffffff;
export const startsPosition = (packed: number): boolean => (packed & NEW_POSITION) !== 0;
export const fieldOf = (packed: number): number => (packed >>> FIELD_SHIFT) & 7;
export const formOf = (packed: number): number => packed >>> FORM_SHIFT;

/** @see Forward */
export function packTerm(hash: number, field: number, form: number, newPosition: boolean): number {
  return (hash | (newPosition ? NEW_POSITION : 0) | (field << FIELD_SHIFT) | (form << FORM_SHIFT)) >>> 0;
}

/** Analyses an entry in `language`. */
export function toIndexedDocument(
  entry: Indexable,
  language: string | undefined,
  analyser: Analyser,
): IndexedDocument {
  const packed: number[] = [];
  const lengths = FIELDS.map(() => 0);
  const counts = new Map<string, number[]>();
  for (const [field, text] of fieldTexts(entry)) {
    let last = -1;
    lengths[field] = analyser.analyse(text, language, (term, form, position) => {
      packed.push(packTerm(hashTerm(term), field, form, position > last));
      if (position > last) last = position;
      const known = counts.get(term);
      if (known === undefined) counts.set(term, [field, 1]);
      else countIn(known, field);
    });
  }
  const impacts = new Map<string, number>();
  for (const [term, found] of counts) impacts.set(term, termImpact(found, lengths));
  return { forward: Uint32Array.from(packed), impacts };
}

/** Pairs of field and count, the fields in ascending order. */
function countIn(found: number[], field: number): void {
  const at = found.length - 2;
  if (found[at] === field) found[at + 1] = (found[at + 1] ?? 0) + 1;
  else found.push(field, 1);
}

/** The bytes of a forward list, little-endian, as stored. */
export function toBytes(forward: Forward): Uint8Array {
  return new Uint8Array(forward.buffer, forward.byteOffset, forward.byteLength);
}

/** Reads stored bytes; copies only what is not aligned. */
export function toForward(bytes: Uint8Array): Forward {
  const aligned = bytes.byteOffset % 4 === 0 ? bytes : bytes.slice();
  return new Uint32Array(aligned.buffer, aligned.byteOffset, bytes.byteLength >> 2);
}
