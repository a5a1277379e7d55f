import type { Database } from "better-sqlite3";
import type { OwnerId } from "../../domain/owner.ts";
import {
  decodePostings,
  encodePostings,
  mergePostings,
  type PostingList,
} from "../../domain/search/posting-list.ts";
import type { PostingsRow, SearchSegments, Segment } from "./search-segments.ts";

const NUMBERS_OF = /* sql */ `
  SELECT n FROM entries INDEXED BY entries_rev
   WHERE owner_id = :owner AND rev BETWEEN :low_rev AND :high_rev`;

/** So many parts of about one size become one of the next: few parts to look into, and each entry is copied rarely. */
const FAN_OUT = 8;
const SMALLEST = 128;

/**
 * Parts that should become one; `undefined` while there are few of every size. `live` is in the order of revs, and the
 * answer is a stretch of it: parts never overlap, so that a part's range tells which of its entries are still as they were.
 */
export function chooseMerge(live: readonly Segment[]): readonly Segment[] | undefined {
  const sizes = live.map(sizeClass);
  for (let size = 0; size <= Math.max(0, ...sizes); size += 1) {
    let start = live.length;
    while (start > 0 && (sizes[start - 1] ?? 0) <= size) start -= 1;
    // Smaller ones go along, but only as many of this size make it worth while to copy them.
    const first = sizes.indexOf(size, start);
    if (sizes.slice(start).filter((found) => found === size).length >= FAN_OUT) return live.slice(first);
  }
  return undefined;
}

function sizeClass({ entries }: Segment): number {
  return Math.floor(Math.log(Math.max(1, entries / SMALLEST)) / Math.log(FAN_OUT));
}

/** The rows of several parts as one sorted stream, entries that have changed since left out. */
export interface MergeSource {
  /** The next row; `undefined` at the end. */
  next(): PostingsRow | undefined;
  /** Entries that are kept. */
  readonly entries: number;
}

export function createMergeSource(
  db: Database,
  segments: SearchSegments,
  owner: OwnerId,
  parts: readonly Segment[],
): MergeSource {
  const cursors = parts.map((part) => createCursor(db, segments, owner, part));
  return {
    entries: cursors.reduce((sum, { valid }) => sum + valid.size, 0),
    next() {
      for (;;) {
        const term = leastTerm(cursors);
        if (term === undefined) return undefined;
        const lists = cursors.flatMap((cursor) => cursor.take(term) ?? []);
        const merged = mergePostings(lists);
        // A term whose entries have all changed is gone.
        if (merged.numbers.length === 0) continue;
        return { term, found: merged.numbers.length, postings: encodePostings(merged) };
      }
    },
  };
}

interface Cursor {
  readonly valid: { has(number: number): boolean; readonly size: number };
  term(): string | undefined;
  /** The list of this term, if the cursor stands at it; moves on. */
  take(term: string): PostingList | undefined;
}

function createCursor(db: Database, segments: SearchSegments, owner: OwnerId, part: Segment): Cursor {
  const numbers = db.prepare<unknown[], number>(NUMBERS_OF).pluck();
  const { segment, low_rev, high_rev } = part;
  const valid = toBits(numbers.all({ owner, low_rev, high_rev }));
  let rows = segments.rowsAfter(owner, segment, "");
  let at = 0;
  return {
    valid,
    term: () => rows[at]?.term,
    take(term) {
      const row = rows[at];
      if (row === undefined || row.term !== term) return undefined;
      at += 1;
      if (at === rows.length) {
        rows = segments.rowsAfter(owner, segment, term);
        at = 0;
      }
      return keepValid(decodePostings(row.postings), valid);
    },
  };
}

function leastTerm(cursors: readonly Cursor[]): string | undefined {
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

function keepValid(list: PostingList, valid: Cursor["valid"]): PostingList {
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

/** A set of row numbers, one bit each. */
function toBits(numbers: readonly number[]): Cursor["valid"] {
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
