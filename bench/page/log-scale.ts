/** A logarithmic axis. */
export interface LogScale {
  readonly low: number;
  readonly high: number;
  /** Values with a line and a number. */
  readonly ticks: readonly number[];
  /** Where a value stands: 0 at `low`, 1 at `high`. */
  place(value: number): number;
}

const STEPS = [1, 2, 5];
/** So many ticks have room. */
const MOST_TICKS = 7;

/**
 * From the 1, 2 or 5 below the least value to the one above the greatest, and at least over a decade, so that noise does
 * not look like growth.
 */
export function createLogScale(values: readonly number[]): LogScale {
  const [least, most] = [Math.min(...values), Math.max(...values)];
  const marks = marksAround(least, most);
  let low = marks.findLast((mark) => mark <= least) ?? least;
  let high = marks.find((mark) => mark >= most) ?? most;
  while (high / low < 9.99) {
    // The narrower side is widened first, so that the values stay in the middle.
    if (least / low < high / most) low = marks.findLast((mark) => mark < low) ?? low / 2;
    else high = marks.find((mark) => mark > high) ?? high * 2;
  }
  const within = marks.filter((mark) => mark >= low && mark <= high);
  const decades = within.filter((mark) => isDecade(mark));
  const span = Math.log(high / low);
  return {
    low,
    high,
    ticks: within.length <= MOST_TICKS ? within : decades,
    place: (value) => Math.log(value / low) / span,
  };
}

function marksAround(least: number, most: number): readonly number[] {
  const [from, to] = [Math.floor(Math.log10(least)) - 1, Math.ceil(Math.log10(most)) + 1];
  const decades = Array.from({ length: to - from + 1 }, (_, index) => from + index);
  return decades.flatMap((decade) => STEPS.map((step) => Number(`${step}e${decade}`)));
}

const isDecade = (value: number): boolean => Number(`1e${Math.round(Math.log10(value))}`) === value;
