import type { Candidates } from "./candidates.ts";

const BINS = 4096;

/**
 * Numbers of the `count` best, best first, the newer first among equals; scores within 1/4095 of the highest may count as
 * equals. Never sorts what is not chosen: there may be a million candidates.
 */
export function best({ numbers, scores }: Candidates, count: number): number[] {
  const scale = scaleOf(scores);
  const { bar, room: free } = findBar(countBins(scores, scale), count);
  let room = free;
  const chosen: { number: number; bin: number }[] = [];
  for (let index = numbers.length - 1; index >= 0; index -= 1) {
    const bin = ((scores[index] as number) * scale) | 0;
    if (bin < bar) continue;
    if (bin === bar) {
      if (room <= 0) continue;
      room -= 1;
    }
    chosen.push({ number: numbers[index] as number, bin });
  }
  chosen.sort((one, other) => other.bin - one.bin || other.number - one.number);
  return chosen.map(({ number }) => number);
}

/** A score that `count` candidates reach, at most 1/4095 of the highest below the greatest such score. */
export function leastOfBest({ scores }: Candidates, count: number): number {
  const scale = scaleOf(scores);
  return scale === 0 ? 0 : findBar(countBins(scores, scale), count).bar / scale;
}

/** Turns the highest score into the last bin. */
function scaleOf(scores: Float32Array): number {
  let highest = 0;
  for (let index = 0; index < scores.length; index += 1) highest = Math.max(highest, scores[index] as number);
  return highest > 0 ? (BINS - 1) / highest : 0;
}

function countBins(scores: Float32Array, scale: number): Uint32Array {
  const bins = new Uint32Array(BINS);
  for (let index = 0; index < scores.length; index += 1) {
    const bin = ((scores[index] as number) * scale) | 0;
    bins[bin] = (bins[bin] as number) + 1;
  }
  return bins;
}

/** The lowest bin that is chosen from, and how many of it. */
function findBar(bins: Uint32Array, count: number): { readonly bar: number; readonly room: number } {
  let bar = BINS;
  let above = 0;
  while (bar > 0 && above < count) {
    bar -= 1;
    above += bins[bar] as number;
  }
  return { bar, room: count - (above - (bins[bar] ?? 0)) };
}
