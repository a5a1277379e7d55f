import {
  decodePostings,
  encodePostings,
  mergePostings,
  type PostingList,
} from "../../domain/search/posting-list.ts";
import type { PostingsRow } from "./claimed-index.ts";

/** A set of the numbers of entries. */
export interface NumberSet {
  readonly size: number;
  has(number: number): boolean;
}

/** A place in the rows of a part, which are read page by page. */
export interface PartCursor {
  /** Entries that have not changed since the part was made. */
  readonly valid: NumberSet;
  /** The term after which the next page begins, when one is to be read: before anything else is asked. */
  pageAfter(): string | undefined;
  /** Adds the next page; an empty one is the end. */
  add(page: readonly PostingsRow[]): void;
  /** The term it stands at; `undefined` at the end. */
  term(): string | undefined;
  /** The list of this term, if the cursor stands at it; moves on. */
  take(term: string): PostingList | undefined;
}

export function createPartCursor(valid: NumberSet): PartCursor {
  let rows: readonly PostingsRow[] = [];
  let at = 0;
  let last = "";
  let ended = false;
  return {
    valid,
    pageAfter: () => (ended || at < rows.length ? undefined : last),
    add(page) {
      rows = page;
      at = 0;
      ended = page.length === 0;
    },
    term: () => rows[at]?.term,
    take(term) {
      const row = rows[at];
      if (row === undefined || row.term !== term) return undefined;
      at += 1;
      last = term;
      return keepValid(decodePostings(row.postings), valid);
    },
  };
}

/** The next term of all cursors with its lists as one, `found` 0 when its entries have all changed; `undefined` at the end. */
export function nextMerged(cursors: readonly PartCursor[]): PostingsRow | undefined {
  const term = leastTerm(cursors);
  if (term === undefined) return undefined;
  const merged = mergePostings(cursors.flatMap((cursor) => cursor.take(term) ?? []));
  return { term, found: merged.numbers.length, postings: encodePostings(merged) };
}

function leastTerm(cursors: readonly PartCursor[]): string | undefined {
  let least: string | undefined;
  for (const cursor of cursors) {
    const term = cursor.term();
    if (term !== undefined && (least === undefined || compareTerms(term, least) < 0)) least = term;
  }
  return least;
}

/** In the order of the table, which is that of UTF-8: it differs from JavaScript's beyond the basic plane. */
function compareTerms(one: string, other: string): number {
  const length = Math.min(one.length, other.length);
  for (let index = 0; index < length; index += 1) {
    const [a, b] = [one.charCodeAt(index), other.charCodeAt(index)];
    if (a !== b) return rankOf(a) - rankOf(b);
  }
  return one.length - other.length;
}

/** Surrogates stand for characters after all others. */
function rankOf(unit: number): number {
  return unit >= 0xd800 && unit <= 0xdfff ? unit + 0x10000 : unit;
}

function keepValid(list: PostingList, valid: NumberSet): PostingList {
  const kept = new Uint32Array(list.numbers.length);
  const impacts = new Uint8Array(list.numbers.length);
  let size = 0;
  for (let index = 0; index < list.numbers.length; index += 1) {
    const number = list.numbers[index] as number;
    if (!valid.has(number)) continue;
    kept[size] = number;
    impacts[size] = list.impacts[index] as number;
    size += 1;
  }
  return { numbers: kept.subarray(0, size), impacts: impacts.subarray(0, size) };
}

/** One bit for each number between the least and the greatest. */
export function toNumberSet(numbers: readonly number[]): NumberSet {
  const low = numbers.reduce((least, number) => Math.min(least, number), Number.POSITIVE_INFINITY);
  const high = numbers.reduce((greatest, number) => Math.max(greatest, number), 0);
  const bits = new Uint8Array(numbers.length === 0 ? 0 : ((high - low) >> 3) + 1);
  for (const number of numbers) {
    const bit = number - low;
    bits[bit >> 3] = (bits[bit >> 3] as number) | (1 << (bit & 7));
  }
  return {
    size: numbers.length,
    has: (number) => ((bits[(number - low) >> 3] ?? 0) & (1 << ((number - low) & 7))) !== 0,
  };
}
