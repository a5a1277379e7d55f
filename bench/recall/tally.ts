const PLACES = [1, 5, 10, 20] as const;
const DEEPEST = 20;

/** How often, and how far up, an answer was among the results. */
export interface Tally {
  /** `place` of the best answer, from 0; infinite when there was none. */
  add(place: number): void;
  /** hit@1, hit@5, hit@10, hit@20 and the mean reciprocal rank within 20. */
  row(name: string): string;
}

export const HEADER = `${"".padEnd(28)}${["hit@1", "hit@5", "hit@10", "hit@20", "MRR@20"].map((text) => text.padStart(9)).join("")}`;

export function createTally(): Tally {
  const hits = PLACES.map(() => 0);
  let [questions, reciprocal] = [0, 0];
  return {
    add(place) {
      questions += 1;
      for (const [index, limit] of PLACES.entries()) if (place < limit) hits[index] = (hits[index] ?? 0) + 1;
      if (place < DEEPEST) reciprocal += 1 / (place + 1);
    },
    row(name) {
      const shares = [...hits, reciprocal].map((sum) => (sum / questions).toFixed(3).padStart(9));
      return `${name.padEnd(28)}${shares.join("")}`;
    },
  };
}

/** Place of the first result that is an answer. */
export function placeOf(results: readonly string[], answers: ReadonlySet<string>): number {
  const place = results.findIndex((id) => answers.has(id));
  return place < 0 ? Number.POSITIVE_INFINITY : place;
}
