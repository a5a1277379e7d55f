/** Entries that hold a term, by ascending number, each with what the term says about it (1..255). */
export interface PostingList {
  readonly numbers: Uint32Array;
  readonly impacts: Uint8Array;
}

export const NO_POSTINGS: PostingList = { numbers: new Uint32Array(0), impacts: new Uint8Array(0) };

/** Bytes that a variable-length number takes at most: 7 bits each. */
const MAX_VARINT = 5;

/** Count, then for every entry the distance to the one before as a variable-length number, and the impact in a byte. */
export function encodePostings({ numbers, impacts }: Pick<PostingList, "numbers" | "impacts">): Uint8Array {
  return encodeFrom(numbers, impacts);
}

/** The same, from plain arrays. */
export function encodeFrom(numbers: ArrayLike<number>, impacts: ArrayLike<number>): Uint8Array {
  const bytes = new Uint8Array(sizeOf(numbers));
  let at = putVarint(bytes, 0, numbers.length);
  let last = 0;
  for (let index = 0; index < numbers.length; index += 1) {
    const number = numbers[index] as number;
    at = putVarint(bytes, at, number - last);
    bytes[at] = impacts[index] as number;
    at += 1;
    last = number;
  }
  return bytes;
}

function sizeOf(numbers: ArrayLike<number>): number {
  let size = varintSize(numbers.length) + numbers.length;
  let last = 0;
  for (let index = 0; index < numbers.length; index += 1) {
    const number = numbers[index] as number;
    size += varintSize(number - last);
    last = number;
  }
  return size;
}

function varintSize(value: number): number {
  if (value < 0x80) return 1;
  if (value < 0x4000) return 2;
  if (value < 0x200000) return 3;
  return value < 0x10000000 ? 4 : MAX_VARINT;
}

function putVarint(bytes: Uint8Array, start: number, value: number): number {
  let at = start;
  let rest = value;
  while (rest > 0x7f) {
    bytes[at] = (rest & 0x7f) | 0x80;
    at += 1;
    rest >>>= 7;
  }
  bytes[at] = rest;
  return at + 1;
}

/** How many entries a stored list names. */
export function countPostings(bytes: Uint8Array): number {
  let value = 0;
  for (let at = 0, shift = 0; at < MAX_VARINT; at += 1, shift += 7) {
    const byte = bytes[at] ?? 0;
    value |= (byte & 0x7f) << shift;
    if (byte < 0x80) break;
  }
  return value >>> 0;
}

/** Reads a stored list. @throws RangeError when the bytes are not one. */
export function decodePostings(bytes: Uint8Array): PostingList {
  const count = countPostings(bytes);
  if (count > bytes.length) throw new RangeError("a list of the search index is damaged");
  const numbers = new Uint32Array(count);
  const impacts = new Uint8Array(count);
  let at = 1;
  while ((bytes[at - 1] as number) >= 0x80) at += 1;
  let number = 0;
  for (let index = 0; index < count; index += 1) {
    let byte = bytes[at] as number;
    let delta = byte & 0x7f;
    at += 1;
    for (let shift = 7; byte >= 0x80; shift += 7) {
      byte = bytes[at] as number;
      delta |= (byte & 0x7f) << shift;
      at += 1;
    }
    number += delta;
    numbers[index] = number;
    impacts[index] = bytes[at] as number;
    at += 1;
  }
  if (at !== bytes.length) throw new RangeError("a list of the search index is damaged");
  return { numbers, impacts };
}

/** All lists as one; where several name an entry, the greatest impact counts. */
export function mergePostings(lists: readonly PostingList[]): PostingList {
  const filled = lists.filter(({ numbers }) => numbers.length > 0);
  if (filled.length === 0) return NO_POSTINGS;
  const ordered = filled.toSorted((one, other) => (one.numbers[0] as number) - (other.numbers[0] as number));
  if (
    ordered.every((list, index) => index === 0 || lastOf(ordered[index - 1]) < (list.numbers[0] as number))
  ) {
    return concatenate(ordered);
  }
  // Shortest first, so that long lists are copied once.
  return filled.toSorted((one, other) => one.numbers.length - other.numbers.length).reduce(mergeTwo);
}

const lastOf = (list: PostingList | undefined): number => list?.numbers.at(-1) ?? 0;

/** Lists of parts of the index mostly follow each other. */
function concatenate(lists: readonly PostingList[]): PostingList {
  const [only] = lists;
  if (lists.length === 1 && only !== undefined) return only;
  const size = lists.reduce((sum, { numbers }) => sum + numbers.length, 0);
  const all = { numbers: new Uint32Array(size), impacts: new Uint8Array(size) };
  let at = 0;
  for (const { numbers, impacts } of lists) {
    all.numbers.set(numbers, at);
    all.impacts.set(impacts, at);
    at += numbers.length;
  }
  return all;
}

function mergeTwo(one: PostingList, other: PostingList): PostingList {
  const { numbers: a, impacts: worthA } = one;
  const { numbers: b, impacts: worthB } = other;
  const numbers = new Uint32Array(a.length + b.length);
  const impacts = new Uint8Array(numbers.length);
  let [left, right, size] = [0, 0, 0];
  while (left < a.length && right < b.length) {
    const x = a[left] as number;
    const y = b[right] as number;
    const fromA = x <= y;
    const fromB = y <= x;
    numbers[size] = fromA ? x : y;
    impacts[size] = Math.max(fromA ? (worthA[left] as number) : 0, fromB ? (worthB[right] as number) : 0);
    left += Number(fromA);
    right += Number(fromB);
    size += 1;
  }
  numbers.set(a.subarray(left), size);
  impacts.set(worthA.subarray(left), size);
  size += a.length - left;
  numbers.set(b.subarray(right), size);
  impacts.set(worthB.subarray(right), size);
  size += b.length - right;
  return { numbers: numbers.subarray(0, size), impacts: impacts.subarray(0, size) };
}
