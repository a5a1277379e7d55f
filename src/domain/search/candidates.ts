import { mergePostings, type PostingList } from "./posting-list.ts";

/** Entries with a score each, by ascending number. */
export interface Candidates {
  readonly numbers: Uint32Array;
  readonly scores: Float32Array;
}

export const NO_CANDIDATES: Candidates = { numbers: new Uint32Array(0), scores: new Float32Array(0) };

/** The lists of the terms of one word as one, each term's impact by its weight. */
export function toWordList(
  lists: readonly { readonly list: PostingList; readonly weight: number }[],
): PostingList {
  return mergePostings(lists.map(({ list, weight }) => (weight === 1 ? list : weaken(list, weight))));
}

function weaken({ numbers, impacts }: PostingList, weight: number): PostingList {
  const weaker = new Uint8Array(impacts.length);
  for (let index = 0; index < impacts.length; index += 1) {
    weaker[index] = Math.max(1, (impacts[index] as number) * weight);
  }
  return { numbers, impacts: weaker };
}

/** Adds a word to what others gave: an entry that holds several words has the sum. */
export function addWord(candidates: Candidates, list: PostingList, unit: number): Candidates {
  if (candidates.numbers.length === 0) return toCandidates(list, unit);
  const size = candidates.numbers.length + list.numbers.length;
  const numbers = new Uint32Array(size);
  const scores = new Float32Array(size);
  const { numbers: a, scores: before } = candidates;
  const { numbers: b, impacts } = list;
  let [left, right, at] = [0, 0, 0];
  while (left < a.length && right < b.length) {
    const x = a[left] as number;
    const y = b[right] as number;
    if (x < y) {
      numbers[at] = x;
      scores[at] = before[left++] as number;
    } else {
      numbers[at] = y;
      scores[at] = (impacts[right++] as number) * unit + (x === y ? (before[left++] as number) : 0);
    }
    at += 1;
  }
  // One of the two is at its end.
  numbers.set(a.subarray(left), at);
  scores.set(before.subarray(left), at);
  at += a.length - left;
  for (; right < b.length; right += 1, at += 1) {
    numbers[at] = b[right] as number;
    scores[at] = (impacts[right] as number) * unit;
  }
  return { numbers: numbers.subarray(0, at), scores: scores.subarray(0, at) };
}

function toCandidates({ numbers, impacts }: PostingList, unit: number): Candidates {
  const scores = new Float32Array(numbers.length);
  for (let index = 0; index < numbers.length; index += 1) scores[index] = (impacts[index] as number) * unit;
  return { numbers, scores };
}

/** Those candidates for which `keep` holds. */
export function keepOnly(candidates: Candidates, keep: (number: number) => boolean): Candidates {
  const { numbers, scores } = candidates;
  const kept = new Uint32Array(numbers.length);
  const keptScores = new Float32Array(numbers.length);
  let size = 0;
  for (let index = 0; index < numbers.length; index += 1) {
    const number = numbers[index] as number;
    if (!keep(number)) continue;
    kept[size] = number;
    keptScores[size] = scores[index] as number;
    size += 1;
  }
  return { numbers: kept.subarray(0, size), scores: keptScores.subarray(0, size) };
}
