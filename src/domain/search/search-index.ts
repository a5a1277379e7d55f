import type { Entry } from "../entries/entry.ts";
import type { EntryFilter } from "../entries/entry-store.ts";
import type { OwnerId } from "../owner.ts";
import type { Forward } from "./indexed-document.ts";

/** What is known of an owner's index before anything is looked up. */
export interface IndexOverview {
  /** Languages of the owner's indexed entries (ISO 639-1), the commonest first. */
  readonly languages: readonly string[];
  /** Entries written since the index was last brought up to date; no more are counted than one more than were asked for. */
  readonly waiting: number;
  /** The data of those that were counted, bytes. */
  readonly waitingData: number;
  /** Entries whose current state is not in the index, the newest changes first: as many as were asked for. */
  readonly unindexed: readonly EntryState[];
}

/** A state of an entry, which is told from others by its rev. */
export interface EntryState {
  readonly number: number;
  readonly rev: number;
}

/** A stored entry under the number by which lists name it; numbers grow in the order of creation. */
export interface NumberedEntry {
  readonly number: number;
  readonly entry: Entry;
}

/** A live entry as ranking sees it. Times are ms since 1970. */
export interface DocumentRow {
  readonly number: number;
  readonly rev: number;
  readonly source: string;
  readonly createdAt: number;
  readonly changedAt: number;
  readonly forward: Forward;
}

/** The lists of one term, one of each part of the index, newest part first. */
export type StoredPostings = readonly Uint8Array[];

/** Bounds inclusive. */
export interface TermLengths {
  readonly shortest: number;
  readonly longest: number;
}

export interface FoundTerm {
  readonly term: string;
  /** Entries that hold it. */
  readonly found: number;
}

/** How much is read of what waits to be indexed: entries, and bytes of their data; one entry in any case. */
export interface MostWaiting {
  readonly entries: number;
  readonly data: number;
}

/** Numbers of the nearest entries of the same source, nearest first. */
export interface Around {
  readonly before: readonly number[];
  readonly after: readonly number[];
}

/** An entry, and how the logical keys of its family begin. */
export interface FamilyOf {
  readonly number: number;
  readonly family: string;
}

/**
 * One owner's index and entries. Each read is of one moment; an entry that changes between two may be found as it was.
 * Reads that do not need each other's answers are best asked for at once: on a server they share a round trip.
 */
export interface IndexReader {
  /** ms since 1970. */
  readonly now: number;
  /** With `sources`, languages and unindexed entries are those of these sources alone. */
  overview(most: MostWaiting, sources?: readonly string[]): Promise<IndexOverview>;
  /** The only numbers that there are for this reader; absent when it sees everything. */
  readonly seen?: ReadonlySet<number>;
  /** How many entries are indexed. */
  total(): Promise<number>;
  /** Numbers of entries in the trash that the index does not know to be there, at most `limit`. */
  trashed(limit: number): Promise<readonly number[]>;
  /** How many entries hold each term; terms without any are left out. */
  count(terms: readonly string[]): Promise<ReadonlyMap<string, number>>;
  postings(terms: readonly string[]): Promise<ReadonlyMap<string, StoredPostings>>;
  /**
   * Terms that begin with `prefix` and have one of these lengths (code points), at most `limit`; those of which `isWanted`
   * says no may be left out.
   */
  termsFrom(
    prefix: string,
    limit: number,
    lengths?: TermLengths,
    isWanted?: (term: string) => boolean,
  ): Promise<readonly FoundTerm[]>;
  /** Live entries among these, in any order. */
  documents(numbers: readonly number[]): Promise<readonly DocumentRow[]>;
  /** For each row in turn, what was written into its source `count` entries before and after. */
  around(rows: readonly DocumentRow[], count: number): Promise<readonly Around[]>;
  /** Logical keys by number, of the entries that have one. */
  logicalKeys(numbers: readonly number[]): Promise<ReadonlyMap<number, string>>;
  /**
   * For each in turn, numbers of live entries of the same source whose logical key begins with `family`: the first `limit`
   * by type and key.
   */
  families(wanted: readonly FamilyOf[], limit: number): Promise<readonly (readonly number[])[]>;
  /** For each in turn, numbers of at most `limit` entries that it names as related, and then of those that name it. */
  related(numbers: readonly number[], limit: number): Promise<readonly (readonly number[])[]>;
  /** Numbers of live entries that meet a filter, newest change first, at most `limit`. */
  filtered(filter: EntryFilter, limit: number): Promise<readonly number[]>;
  /** Ids by number. */
  ids(numbers: readonly number[]): Promise<ReadonlyMap<number, string>>;
  entries(numbers: readonly number[]): Promise<readonly NumberedEntry[]>;
}

/** What the search needs of a store. */
export interface SearchIndex {
  /** Lets `work` read the owner's index. It must not wait for anything else of the store, and it may run twice. */
  read<T>(owner: OwnerId, work: (reader: IndexReader) => Promise<T>): Promise<T>;
}
