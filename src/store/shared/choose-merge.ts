import type { Segment } from "./claimed-index.ts";

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
