import type { RatedWord } from "./collect.ts";
import type { Ranked } from "./rank.ts";

/** Why a hit stands where it does; scores are rounded to 3 places and add up to `score`. */
export interface Explanation {
  readonly score: number;
  readonly words: readonly {
    readonly word: string;
    /** Terms looked for in its place: forms, endings, repairs. */
    readonly terms: readonly string[];
    readonly fields: readonly string[];
    readonly score: number;
  }[];
  /** For words that stand near each other. */
  readonly nearness: number;
  /** For words that are tags. */
  readonly tags: number;
  /** Lent by entries beside it, related ones and those of the same logical key family. */
  readonly context: number;
  /** For having changed lately. */
  readonly recency: number;
  /** How near in meaning, when it is among the nearest: the cosine, and that as a similarity. */
  readonly vector?: { readonly cosine: number; readonly similarity: number };
  /** Its place in the order of words and in that of meaning, fused; absent without vectors. */
  readonly fused?: number;
}

export function explain(
  { member, score, recency, near, fused }: Ranked,
  words: readonly RatedWord[],
): Explanation {
  const { own, lent } = member;
  return {
    score: round(score),
    words: own.matches.map(({ word, strength, fields }) => ({
      word: words[word]?.word ?? "",
      terms: words[word]?.terms.map(({ term }) => term) ?? [],
      fields,
      score: round((words[word]?.rating ?? 0) * strength),
    })),
    nearness: round(own.nearness),
    tags: round(own.tagged),
    context: round(lent),
    recency: round(recency),
    ...(near === undefined
      ? {}
      : { vector: { cosine: round(near.cosine), similarity: round(near.similarity) } }),
    ...(fused === undefined ? {} : { fused: Math.round(fused * 1e6) / 1e6 }),
  };
}

function round(value: number): number {
  return Math.round(value * 1000) / 1000;
}
