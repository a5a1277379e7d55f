import { sha256 } from "../ledger.ts";
import { createRandom } from "../random.ts";

/** A note that follows from the seed, its writer and its number, so that a million need not be kept to be compared. */
export interface ShortNote {
  readonly text: string;
  /** Written under a key, so that it can be sent again after a lost answer. */
  readonly keyed: boolean;
}

const LONGEST = 120;

/** The note `seq` (from 1) of `writer` (from 0). */
export function shortNote(seed: number, writer: number, seq: number): ShortNote {
  const random = createRandom(
    Math.imul(seed ^ 0x9e3779b9, 31) ^ Math.imul(writer + 1, 0x85ebca6b) ^ Math.imul(seq, 0xc2b2ae35),
  );
  const keyed = random.next() < 0.5;
  return { keyed, text: random.text(random.int(1, LONGEST)) };
}

/** Arguments of `remember` for it. */
export function toArguments(writer: number, seq: number, { text, keyed }: ShortNote) {
  return {
    source: `writer-${writer}`,
    tags: ["torture"],
    description: `${writer}/${seq} ${sha256(text)}`,
    content: text,
    ...(keyed ? { logical_key: String(seq) } : {}),
  };
}

/** What a description says of its note; `undefined` when no writer made it. */
export function readDescription(description: unknown) {
  const [, writer, seq, hash] = /^(\d+)\/(\d+) ([0-9a-f]{64})$/.exec(String(description)) ?? [];
  return hash === undefined ? undefined : { writer: Number(writer), seq: Number(seq), hash };
}
