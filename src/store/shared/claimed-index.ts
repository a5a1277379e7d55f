import type { Flush, FoundChanges } from "./search-flush.ts";

/** A part of an owner's index. */
export interface Segment {
  readonly segment: number;
  readonly low_rev: number;
  readonly high_rev: number;
  readonly entries: number;
  readonly analyser: number;
  /** ms since 1970. */
  readonly checked_at: number;
}

export type NewPart = Pick<Segment, "low_rev" | "high_rev" | "entries">;

/** One row of `search_postings`. */
export interface PostingsRow {
  readonly term: string;
  readonly found: number;
  readonly postings: Uint8Array;
}

/** Rows of a part that is being written, in the order of their terms. */
export interface RowSource {
  /** The next row; `undefined` at the end. */
  next(): PostingsRow | undefined;
  /** Gets ready what `next` gives; only where that is read over a network. */
  fill?(): Promise<void>;
}

/** The rows of several parts as one, entries that have changed since left out. */
export interface MergeSource extends RowSource {
  /** Entries that are kept. */
  readonly entries: number;
}

/** The claim under which a process worked is gone: another has taken over. */
export class ClaimLost extends Error {
  override readonly name = "ClaimLost";
}

/**
 * One owner's index, for the process that has claimed it. Whatever writes makes sure in its transaction that the claim
 * still holds, and renews it. @throws ClaimLost
 */
export interface ClaimedIndex {
  /** Parts that are read, in the order of revs. */
  live(): Promise<readonly Segment[]>;
  /** Parts that are not: a process ended while it wrote or removed them. */
  unfinished(): Promise<readonly Segment[]>;
  /** The next entries that changed; `undefined` when there are none. */
  changes(): Promise<FoundChanges | undefined>;
  /**
   * Writes a part that is not read yet; answers its number. Ends early when the work is stopped: what was written is
   * unfinished then.
   */
  write(part: NewPart, source: RowSource): Promise<number>;
  /** The entries of a flush are indexed: from now on the part of their lists is read. */
  commit(flush: Flush, segment: number): Promise<void>;
  merged(parts: readonly Segment[]): Promise<MergeSource>;
  /** From now on the new part is read, and the others are not. */
  replace(parts: readonly Segment[], segment: number, entries: number): Promise<void>;
  /** From now on these are not read. */
  retire(parts: readonly Segment[]): Promise<void>;
  /** Removes parts that are not read. */
  remove(parts: readonly Segment[]): Promise<void>;
  /** Entries that have not changed since the part was made. */
  countValid(part: Segment): Promise<number>;
  setChecked(part: Segment): Promise<void>;
}
