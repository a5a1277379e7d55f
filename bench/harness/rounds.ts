/** Costs or rates of the variants, one number a round. */
export type Rounds<Name extends string> = Readonly<Record<Name, readonly number[]>>;

/** Measures all variants once a round, in their order: A, B, A, B, … so that a slow minute hits all of them alike. */
export async function interleave<Name extends string>(
  rounds: number,
  variants: Readonly<Record<Name, () => number | Promise<number>>>,
): Promise<Rounds<Name>> {
  const names = Object.keys(variants) as Name[];
  const found = Object.fromEntries(names.map((name) => [name, [] as number[]])) as Record<Name, number[]>;
  for (let round = 0; round < rounds; round += 1) {
    for (const name of names) found[name].push(await variants[name]());
  }
  return found;
}

export interface Summary {
  readonly value: number;
  readonly quartiles: readonly [number, number];
}

/** The quotient within each round, then the median over the rounds. */
export function ratioOf(above: readonly number[], below: readonly number[]): Summary {
  return summarize(above.map((value, round) => value / (below[round] ?? Number.NaN)));
}

export function summarize(values: readonly number[]): Summary {
  return { value: quantile(values, 0.5), quartiles: [quantile(values, 0.25), quantile(values, 0.75)] };
}

export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

/** The value that a share of all is at most, `share` being from 0 to 1; between two values, in proportion. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((one, other) => one - other);
  const at = (sorted.length - 1) * share;
  const low = sorted[Math.floor(at)] ?? Number.NaN;
  const high = sorted[Math.ceil(at)] ?? Number.NaN;
  return low + (high - low) * (at - Math.floor(at));
}
