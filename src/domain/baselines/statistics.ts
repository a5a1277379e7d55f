/** Rolling mean and variance of a number. */
export interface Statistics {
  readonly count: number;
  readonly mean: number;
  readonly variance: number;
}

export const NO_STATISTICS: Statistics = { count: 0, mean: 0, variance: 0 };

/** Values before which nothing counts as unusual. */
export const MIN_SAMPLES = 20;
/** How many values the average remembers: later ones weigh 1/500, so that a new normal is learned. */
const WINDOW = 500;
/** Deviations from the mean, in standard deviations, from which on a value is unusual. */
const UNUSUAL = 4;
/** A metric that never moved still may by this share of its mean. */
const MIN_SPREAD = 0.01;

/** How far a value lies from what is usual. */
export interface Deviation {
  readonly mean: number;
  /** Standard deviation, or the smallest spread that is taken seriously. */
  readonly deviation: number;
  /** Signed distance in deviations. */
  readonly score: number;
  readonly samples: number;
}

/** The deviation when the value is unusual, else `undefined`. */
export function findUnusual(statistics: Statistics, value: number): Deviation | undefined {
  if (statistics.count < MIN_SAMPLES) return undefined;
  const deviation = spread(statistics);
  const score = (value - statistics.mean) / deviation;
  if (Math.abs(score) < UNUSUAL) return undefined;
  return { mean: statistics.mean, deviation, score, samples: statistics.count };
}

/**
 * Takes a value in: exponentially weighted mean and variance (West 1979, with weight 1/n up to the window). An unusual
 * value counts only as far as the edge of the usual, so that one spike does not widen it for long.
 */
export function include(statistics: Statistics, value: number): Statistics {
  const { count, mean, variance } = statistics;
  const edge = UNUSUAL * spread(statistics);
  const taken = count < MIN_SAMPLES ? value : Math.min(Math.max(value, mean - edge), mean + edge);
  const weight = 1 / Math.min(count + 1, WINDOW);
  const distance = taken - mean;
  return {
    count: count + 1,
    mean: mean + weight * distance,
    variance: (1 - weight) * (variance + weight * distance * distance),
  };
}

function spread({ mean, variance }: Statistics): number {
  return Math.max(Math.sqrt(variance), Math.abs(mean) * MIN_SPREAD, Number.EPSILON);
}
