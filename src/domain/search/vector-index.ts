import type { OwnerId } from "../owner.ts";

export interface NearestOptions {
  /** How many entries are wanted. */
  readonly count: number;
  /** Only entries of these numbers; all of the owner's when left out. */
  readonly allowed?: ReadonlySet<number>;
  /** The only entries that there are for this search, what is allowed among them: a stranger is one of these too. */
  readonly among?: ReadonlySet<number>;
}

/** An entry that is near to a vector: that of the nearest of its chunks. */
export interface NearEntry {
  /** The number by which search indexes name an entry. */
  readonly number: number;
  /** Cosine of the angle between the two vectors, -1 to 1. What is a high one depends on the model. */
  readonly cosine: number;
  /**
   * 0..1, comparable between models: `(cosine - m) / (1 - m)`, cut off at 0 and 1, where `m` is how near the owner's
   * entries are to this vector on average. Models put all texts into a narrow cone, some with cosines of 0.1 between
   * strangers and some with 0.8; `m` is the cosine of a stranger. So an unrelated entry has about 0, and the same text 1.
   * `m` is the mean over up to 256 of the owner's vectors, evenly spaced in the order in which they were made, and over
   * one imagined vector with cosine 0, without which the only entry of an owner would be its own stranger.
   */
  readonly similarity: number;
}

/** Finds entries by what they mean. */
export interface VectorIndex {
  /**
   * The entries nearest to a vector, nearest first, each once, though it may have many chunks. Vectors of another model or
   * length are left out. An entry that expired, or was trashed a moment ago, may still be among them.
   */
  nearest(
    owner: OwnerId,
    model: string,
    vector: Float32Array,
    options: NearestOptions,
  ): Promise<readonly NearEntry[]>;
}
