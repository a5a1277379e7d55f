import type { Entry, EntryType } from "../entries/entry.ts";
import type { OwnerId } from "../owner.ts";
import type { EmbeddingErrorCode } from "./embedding-error.ts";

/** What is to be embedded, and with which model. */
export interface EmbeddingTarget {
  readonly model: string;
  readonly types: readonly EntryType[];
}

/** An entry that somebody has taken to embed it. */
export interface Claim {
  readonly number: number;
  readonly entry: Entry;
  /** How often it has failed. */
  readonly attempts: number;
  /** Hash of the text that its vectors were made of; absent when it has none of this model and length. */
  readonly embeddedHash?: Uint8Array;
}

/** Entries that nobody else takes before a certain time. */
export interface Lease {
  readonly claims: readonly Claim[];
  /** ms since 1970. */
  readonly until: number;
  /** Length of the owner's vectors of this model; absent before the first. */
  readonly dimensions?: number;
}

/** Entries of a lease, by their numbers. */
export interface Held {
  readonly numbers: readonly number[];
  /** End of the lease, ms since 1970. */
  readonly until: number;
}

/** The vectors of an entry, one for each chunk of its text, all of one length. */
export interface EntryVectors {
  readonly hash: Uint8Array;
  readonly vectors: readonly Float32Array[];
}

/**
 * - `new`, `refreshed`: stored; the entry had no vectors of the model before, or had some.
 * - `changed`: the entry is no longer what was read, or another process was faster. Nothing is stored; what is there to do
 *   will be found again.
 * - `wrong_length`: the model's vectors have another length. Nothing is stored.
 */
export type PutOutcome = "new" | "refreshed" | "changed" | "wrong_length";

/** Why an entry, or a provider, failed. */
export interface EmbeddingFailure {
  readonly code: EmbeddingErrorCode | "damaged";
  /** One line that may be shown. */
  readonly message: string;
}

/** What waits to be embedded. Which entries these are follows from `rev`, so that a crash loses nothing. */
export interface EmbeddingQueue {
  /**
   * Looks at the next `limit` changes that nobody has looked at for this model: live entries of the right types are
   * queued, the vectors of all others removed.
   */
  enqueue(
    owner: OwnerId,
    target: EmbeddingTarget,
    limit: number,
  ): Promise<{ readonly looked: number; readonly more: boolean }>;
  /**
   * Takes entries that are due, those that have waited longest first, for `leaseMs`: until then nobody else gets them, and
   * after that anybody. Fewer than `limit` when their texts are long.
   */
  claim(
    owner: OwnerId,
    model: string,
    options: { readonly limit: number; readonly leaseMs: number },
  ): Promise<Lease>;
  /** Makes entries of a lease stay taken for `leaseMs` from now; answers the new end. */
  extend(owner: OwnerId, model: string, held: Held, leaseMs: number): Promise<number>;
  /** Gives entries back as they were; they are due again, after the others. */
  release(owner: OwnerId, model: string, held: Held): Promise<void>;
  /** Notes one more failed attempt. Without `nextAt` (ms since 1970) the entry is given up until `retry`. */
  fail(
    owner: OwnerId,
    model: string,
    claim: Claim,
    failure: EmbeddingFailure & { readonly nextAt?: number },
  ): Promise<void>;
  /** Makes every entry that has failed due again, as if it never had; answers how many. */
  retry(owner: OwnerId, model: string): Promise<number>;
}

/** The vectors themselves. */
export interface EmbeddingVectors {
  /** Stores the vectors of an entry in the place of older ones of the model. */
  put(owner: OwnerId, model: string, claim: Claim, made: EntryVectors): Promise<PutOutcome>;
  /** The vectors that are there are still right. False when the entry has changed meanwhile. */
  keep(owner: OwnerId, model: string, claim: Claim): Promise<boolean>;
  /**
   * The model makes vectors of another length now: all entries of the owner are looked at again. Vectors of the old length,
   * to which no query is similar any more, are replaced one after the other.
   */
  startAnew(owner: OwnerId, model: string, dimensions: number): Promise<void>;
  /**
   * Removes vectors of other models that nobody has worked with since `unusedSince` (ms since 1970), about `limit` in one
   * transaction, once those of the target are complete. True when there may be more.
   */
  removeOthers(
    owner: OwnerId,
    target: EmbeddingTarget,
    options: { readonly limit: number; readonly unusedSince: number },
  ): Promise<boolean>;
}

/** How far the work is. All numbers are entries. */
export interface EmbeddingCounts {
  /** Neither embedded in their present state nor failed. */
  readonly waiting: number;
  /** Not embedded in their present state because the last attempt failed, given up or not. */
  readonly failed: number;
  /** Those with vectors, be they of the present state or an older one. */
  readonly embedded: number;
  /** Of the entry that failed last. */
  readonly lastError?: EmbeddingFailure;
}

/** What there is to search in. */
export interface EmbeddingCoverage {
  /** Models that the owner has vectors of. */
  readonly models: readonly string[];
  /** Length of the vectors of each of them; the new one while those of another length are being replaced. */
  readonly dimensions: ReadonlyMap<string, number>;
  /** True when nothing is left to be looked at, queued or tried again for the model. Given-up entries do not count. */
  readonly complete: boolean;
}

/** Who has something to be done. */
export interface EmbeddingWork {
  /** Owners with unseen changes, due entries, or vectors of other models. */
  readonly owners: readonly OwnerId[];
  /** When the next entry becomes due of those who have nothing due now, ms since 1970. */
  readonly nextAt?: number;
}

export interface EmbeddingReport {
  counts(owner: OwnerId, target: EmbeddingTarget): Promise<EmbeddingCounts>;
  /** The counts of all owners together, for the operator. */
  totals(target: EmbeddingTarget): Promise<EmbeddingCounts>;
  coverage(owner: OwnerId, model: string): Promise<EmbeddingCoverage>;
  /** All owners' work. */
  work(model: string): Promise<EmbeddingWork>;
  /** Number of the newest change of any owner; costs next to nothing. */
  newestRev(): Promise<number>;
}

/** What is known of the provider of a model, in all processes. Times are ms since 1970. */
export interface ProviderState {
  readonly usedAt: number;
  /** Failures in a row. */
  readonly failures: number;
  /** Nobody asks it before, unless told to. */
  readonly pausedUntil: number;
  readonly lastError?: EmbeddingFailure & { readonly at: number };
}

export interface ProviderStates {
  /** `undefined` for a model nobody has worked with. */
  state(model: string): Promise<ProviderState | undefined>;
  /** Notes that the model is in use. */
  touch(model: string): Promise<void>;
  /** Notes a failure of the provider, after which it is left alone until `until`. */
  pause(model: string, failure: EmbeddingFailure & { readonly until: number }): Promise<void>;
  /** The provider works: failures are forgotten. */
  resume(model: string): Promise<void>;
  /** Lets the provider be asked now; its failures stay known. */
  unpause(model: string): Promise<void>;
}

/** The durable side of search by meaning. Words are searched without it. */
export interface EmbeddingStore extends EmbeddingQueue, EmbeddingVectors, EmbeddingReport {
  readonly providers: ProviderStates;
}
