import type { SecretFormat } from "./format.ts";

/** A format to try where its mark stands. */
export interface Candidate {
  readonly format: SecretFormat;
  readonly mark: string;
}

/** Marks by their first two characters, so that a text is gone through once for all of them. */
export interface MarkIndex {
  /** What may stand where these two characters are, in the order of the formats. */
  at(first: number, second: number): readonly Candidate[] | undefined;
}

/** Codes of ASCII take so many bits. */
const BITS = 7;
const CODES = 1 << BITS;

/** Marks are ASCII, of two characters or more. */
export function indexMarks(formats: readonly SecretFormat[]): MarkIndex {
  const slots: Candidate[][] = [[]];
  const slotOf = new Uint8Array(CODES * CODES);
  for (const format of formats) {
    for (const mark of format.marks) {
      const key = (mark.charCodeAt(0) << BITS) | mark.charCodeAt(1);
      if (slotOf[key] === 0) slotOf[key] = slots.push([]) - 1;
      slots[slotOf[key] ?? 0]?.push({ format, mark });
    }
  }
  return {
    at(first, second) {
      const slot = first < CODES && second < CODES ? slotOf[(first << BITS) | second] : 0;
      return slot === 0 ? undefined : slots[slot ?? 0];
    },
  };
}
