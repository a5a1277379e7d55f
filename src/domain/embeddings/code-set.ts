import { wordsOf } from "./vector-code.ts";

/** The code of one stored vector. */
export interface CodeRow {
  /** Grows with every vector that is stored. */
  readonly seq: number;
  /** Number of the entry. */
  readonly number: number;
  readonly code: Uint8Array;
}

/** The codes of many vectors of one length, in memory. They are named by their places, 0 to `size` - 1, oldest first. */
export interface CodeSet {
  readonly size: number;
  /** Memory in use. */
  readonly bytes: number;
  /** The newest `seq`; 0 in an empty set. */
  readonly last: number;
  numberAt(place: number): number;
  seqAt(place: number): number;
  /** Adds rows in the order of `seq`, all of them newer than `last`; older rows of the same entries go. */
  add(rows: Iterable<CodeRow>): void;
  remove(seqs: ReadonlySet<number>): void;
  /** Places of the `count` codes that differ from `code` in the fewest bits, in any order. */
  nearest(code: Uint8Array, count: number, allowed: ReadonlySet<number> | undefined): readonly number[];
}

/** Stands for "not allowed"; more than any distance. */
const FAR = 0xffff;
const SMALLEST = 256;

export function createCodeSet(dimensions: number): CodeSet {
  const width = wordsOf(dimensions);
  let size = 0;
  let words = new Uint32Array(SMALLEST * width);
  let bytes = new Uint8Array(words.buffer);
  let numbers = new Uint32Array(SMALLEST);
  let seqs = new Float64Array(SMALLEST);
  let distances = new Uint16Array(0);

  function resize(capacity: number): void {
    words = copyOf(words, new Uint32Array(capacity * width));
    bytes = new Uint8Array(words.buffer);
    numbers = copyOf(numbers, new Uint32Array(capacity));
    seqs = copyOf(seqs, new Float64Array(capacity));
  }

  function append({ seq, number, code }: CodeRow): void {
    if (size === numbers.length) resize(size * 2);
    bytes.set(code, size * width * 4);
    numbers[size] = number;
    seqs[size] = seq;
    size += 1;
  }

  /** Closes the gaps that dropped rows of the first `end` leave. */
  function drop(end: number, isDropped: (place: number) => boolean): void {
    let kept = 0;
    for (let place = 0; place < size; place += 1) {
      if (place < end && isDropped(place)) continue;
      if (kept < place) {
        words.copyWithin(kept * width, place * width, (place + 1) * width);
        numbers[kept] = numbers[place] as number;
        seqs[kept] = seqs[place] as number;
      }
      kept += 1;
    }
    size = kept;
    if (numbers.length > SMALLEST && size < numbers.length / 4) resize(Math.max(SMALLEST, size * 2));
  }

  return {
    get size() {
      return size;
    },
    get bytes() {
      return words.byteLength + numbers.byteLength + seqs.byteLength + distances.byteLength;
    },
    get last() {
      return size === 0 ? 0 : (seqs[size - 1] as number);
    },
    numberAt: (place) => numbers[place] as number,
    seqAt: (place) => seqs[place] as number,
    add(rows) {
      const before = size;
      const replaced = new Set<number>();
      for (const row of rows) {
        append(row);
        if (before > 0) replaced.add(row.number);
      }
      if (replaced.size > 0) drop(before, (place) => replaced.has(numbers[place] as number));
    },
    remove(gone) {
      if (gone.size > 0) drop(size, (place) => gone.has(seqs[place] as number));
    },
    nearest(code, count, allowed) {
      if (distances.length < size) distances = new Uint16Array(numbers.length);
      const wanted = new Uint32Array(width);
      new Uint8Array(wanted.buffer).set(code);
      measure(words, size, wanted, distances);
      if (allowed !== undefined) exclude(distances, numbers.subarray(0, size), allowed);
      return smallest(distances.subarray(0, size), count, dimensions);
    },
  };
}

function copyOf<T extends Uint32Array | Float64Array>(from: T, to: T): T {
  to.set(from.subarray(0, Math.min(from.length, to.length)));
  return to;
}

/** The number of bits in which each code differs from `wanted`. */
function measure(words: Uint32Array, size: number, wanted: Uint32Array, distances: Uint16Array): void {
  const width = wanted.length;
  for (let place = 0, at = 0; place < size; place += 1) {
    let distance = 0;
    for (let word = 0; word < width; word += 1, at += 1) {
      // Counts the set bits: of pairs, of fours, of bytes, and then of all by one multiplication.
      let bits = (words[at] as number) ^ (wanted[word] as number);
      bits -= (bits >>> 1) & 0x55555555;
      bits = (bits & 0x33333333) + ((bits >>> 2) & 0x33333333);
      bits = (bits + (bits >>> 4)) & 0x0f0f0f0f;
      distance += Math.imul(bits, 0x01010101) >>> 24;
    }
    distances[place] = distance;
  }
}

function exclude(distances: Uint16Array, numbers: Uint32Array, allowed: ReadonlySet<number>): void {
  for (let place = 0; place < numbers.length; place += 1) {
    if (!allowed.has(numbers[place] as number)) distances[place] = FAR;
  }
}

/** Places of the `count` smallest distances, the newer first among equals. Nothing is sorted: distances are few. */
function smallest(distances: Uint16Array, count: number, most: number): readonly number[] {
  const found = new Uint32Array(most + 1);
  for (const distance of distances) if (distance <= most) found[distance] = (found[distance] as number) + 1;
  let bar = 0;
  let below = 0;
  while (bar < most && below + (found[bar] as number) < count) {
    below += found[bar] as number;
    bar += 1;
  }
  let room = count - below;
  const chosen: number[] = [];
  for (let place = distances.length - 1; place >= 0; place -= 1) {
    const distance = distances[place] as number;
    if (distance > bar || (distance === bar && room <= 0)) continue;
    if (distance === bar) room -= 1;
    chosen.push(place);
  }
  return chosen;
}
