import type { Ranked } from "./rank.ts";
import type { NearEntry } from "./vector-index.ts";

/** Reciprocal rank fusion (Cormack, Clarke, Büttcher 2009) with the constant of that paper. */
const K = 60;

/**
 * One order of two: `byWords`, best first, and what is near in meaning, nearest first. Each place in an order counts
 * 1 / (60 + place); so what both find comes first, whatever their scores are worth. `others` are those of the near ones
 * that no word found. The similarity is the greater of the two.
 */
export function fuse(
  byWords: readonly Ranked[],
  others: readonly Ranked[],
  near: readonly NearEntry[],
): readonly Ranked[] {
  const nearPlace = new Map(near.map(({ number }, place) => [number, place]));
  const placed = [
    ...byWords.map((ranked, place) => ({ ranked, score: worth(place) })),
    ...others.map((ranked) => ({ ranked, score: 0 })),
  ];
  return placed
    .map(({ ranked, score }): Ranked => {
      const { number } = ranked.member.row;
      const place = nearPlace.get(number);
      const found = place === undefined ? undefined : near[place];
      if (place === undefined || found === undefined) return { ...ranked, fused: score };
      const similarity = Math.max(ranked.similarity, found.similarity);
      return { ...ranked, similarity, near: found, fused: score + worth(place) };
    })
    .toSorted(
      (one, other) => (other.fused ?? 0) - (one.fused ?? 0) || other.member.row.rev - one.member.row.rev,
    );
}

function worth(place: number): number {
  return 1 / (K + place + 1);
}
