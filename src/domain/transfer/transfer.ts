import type { OwnerId } from "../owner.ts";
import type { TransferTable } from "./tables.ts";

export type TransferValue = string | number | null | Uint8Array;

/** Values in the order of the table's columns, each as its kind says, whichever engine they come from. */
export type TransferRow = readonly TransferValue[];

/** Values of a table's key, as the engine itself has them: where to go on reading. */
export type Position = readonly (string | number)[];

/** Whose rows: an owner's, or, of a table without owners, everybody's. */
export type TransferScope = OwnerId | undefined;

/** How far an owner's changes have been counted, and how far the clock ever went back; times in ms. */
export interface Counter {
  readonly rev: number;
  readonly latestAt: number;
  readonly skewMs: number;
}

/** How many rows there are, and the sum of their stamps. */
export interface Tally {
  readonly rows: number;
  readonly stamps: number;
}

/**
 * A database as it is at one moment, however long the reading takes. Nothing is changed in it.
 * @throws AwarenessError `unavailable` from every method.
 */
export interface TransferReader {
  /** Everybody who has rows, in the order of code points. */
  owners(): Promise<readonly OwnerId[]>;
  counter(owner: OwnerId): Promise<Counter>;
  tally(table: TransferTable, scope: TransferScope): Promise<Tally>;
  /** The rows after a position, about 4 MB at most; none at the end. `next` is the position of the last one. */
  read(
    table: TransferTable,
    scope: TransferScope,
    after: Position | undefined,
  ): Promise<{ readonly rows: readonly TransferRow[]; readonly next: Position | undefined }>;
  close(): Promise<void>;
}

/** Rows of one table. */
export interface TransferPart {
  readonly table: TransferTable;
  readonly rows: readonly TransferRow[];
}

export interface TransferWrite {
  readonly scope: TransferScope;
  readonly parts: readonly TransferPart[];
  /** How many entries other owners, whose rows came first, have together. */
  readonly entriesBefore: number;
}

/** The text that tells a later process how far a copy is. */
export interface StateChange {
  /** `undefined` while there is none. */
  readonly from: string | undefined;
  /** `undefined` to remove it. */
  readonly to: string | undefined;
}

/**
 * A database that receives a copy. Every method is one transaction, durable when it answers; the state changes in it.
 * @throws AwarenessError `conflict` when the state is not as it was left: another process is copying.
 */
export interface TransferWriter {
  /** The state of a copy that has not been finished. */
  state(): Promise<string | undefined>;
  /** True while nobody has stored anything. */
  isEmpty(): Promise<boolean>;
  /** Makes the counters at least these. */
  setCounters(counters: ReadonlyMap<OwnerId, Counter>, state: StateChange): Promise<void>;
  /** Rows that are there already stay as they are. */
  write(write: TransferWrite, state: StateChange): Promise<void>;
  setState(state: StateChange): Promise<void>;
  close(): Promise<void>;
}
