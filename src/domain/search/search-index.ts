import type { Entry } from "../entries/entry.ts";
import type { EntryFilter } from "../entries/entry-store.ts";
import type { OwnerId } from "../owner.ts";
import type { Forward } from "./indexed-document.ts";

/** What is known of an owner's index before anything is looked up. */
export interface IndexOverview {
  /** Languages of the owner's indexed entries (ISO 639-1), the commonest first. */
  readonly languages: readonly string[];
  /** Entries written since the index was last brought up to date. */
  readonly waiting: number;
  /** Their data, bytes; of the first 5,000. */
  readonly waitingData: number;
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

/** How much is read of what waits to be indexed: entries, and UTF-16 code units of their data. */
export interface MostWaiting {
  readonly entries: number;
  readonly data: number;
}

/** One owner's index and entries. Each read is of one moment; an entry that changes between two may be found as it was. */
export interface IndexReader {
  /** Indexed entries. */
  readonly total: number;
  /** ms since 1970. */
  readonly now: number;
  /** Entries whose current state is not in the index, the newest changes first. */
  waiting(most: MostWaiting): Promise<readonly NumberedEntry[]>;
  /** Numbers of entries in the trash that the index does not know to be there, at most `limit`. */
  trashed(limit: number): Promise<readonly number[]>;
  /** How many entries hold each term; terms without any are left out. */
  count(terms: readonly string[]): Promise<ReadonlyMap<string, number>>;
  postings(terms: readonly string[]): Promise<ReadonlyMap<string, StoredPostings>>;
  /** Terms that begin with `prefix` and have one of these lengths (code points), at most `limit`. */
  termsFrom(prefix: string, limit: number, lengths?: TermLengths): Promise<readonly FoundTerm[]>;
  /** Live entries among these, in any order. */
  documents(numbers: readonly number[]): Promise<readonly DocumentRow[]>;
  /** Numbers of the nearest entries of the same source, `count` before and `count` after, nearest first. */
  around(
    row: DocumentRow,
    count: number,
  ): Promise<{ readonly before: readonly number[]; readonly after: readonly number[] }>;
  /** The logical key of an entry; `undefined` when it has none. */
  logicalKey(number: number): Promise<string | undefined>;
  /** Numbers of entries of the same source as this one whose logical key begins with `family`, at most `limit`. */
  family(number: number, family: string, limit: number): Promise<readonly number[]>;
  /** Numbers of live entries that the entry names as related, or that name it. */
  related(number: number, limit: number): Promise<readonly number[]>;
  /** Numbers of live entries that meet a filter, newest change first, at most `limit`. */
  filtered(filter: EntryFilter, limit: number): Promise<readonly number[]>;
  /** Ids by number. */
  ids(numbers: readonly number[]): Promise<ReadonlyMap<number, string>>;
  entries(numbers: readonly number[]): Promise<readonly NumberedEntry[]>;
}

/** What the search needs of a store. */
export interface SearchIndex {
  overview(owner: OwnerId): Promise<IndexOverview>;
  /** Lets `work` read the owner's index. */
  read<T>(owner: OwnerId, work: (reader: IndexReader) => Promise<T>): Promise<T>;
}
