import type { OwnerId } from "../owner.ts";

/** One numeric metric of one source; `hour` is the hour of the week 0..167 (UTC, Monday 00:00 is 0), -1 for all hours. */
export interface BaselineKey {
  readonly source: string;
  /** Path of the number in `metrics`, joined with dots. */
  readonly metric: string;
  readonly hour: number;
}

/** Rolling statistics of a metric (exponentially weighted mean and variance). */
export interface Baseline extends BaselineKey {
  readonly count: number;
  readonly mean: number;
  readonly variance: number;
  /** ms since 1970. */
  readonly updatedAt: number;
}

export interface BaselineStore {
  list(owner: OwnerId, source: string): Promise<readonly Baseline[]>;
  /**
   * Inserts or replaces what `next` makes of the known baselines of a source, in one transaction, so that reports that
   * arrive at once all count. `next` may be called again when the transaction has to start anew.
   */
  update(
    owner: OwnerId,
    source: string,
    next: (known: readonly Baseline[]) => readonly Omit<Baseline, "source">[],
  ): Promise<void>;
}
