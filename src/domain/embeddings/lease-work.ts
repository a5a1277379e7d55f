import type { Clock } from "../clock.ts";
import type { OwnerId } from "../owner.ts";
import type { EmbeddingError } from "./embedding-error.ts";
import type { Claim, EmbeddingStore, EntryVectors, Lease } from "./embedding-store.ts";
import { waitAfter } from "./failure-policy.ts";

/** Long enough for several slow requests; a process that ends leaves its few entries alone for so long. */
export const LEASE_MS = 5 * 60_000;

/** What has become of entries. */
export interface Tally {
  /** Embedded for the first time. */
  readonly fresh: number;
  /** Embedded again because their text had changed. */
  readonly refreshed: number;
  /** Not embedded, because their text had not changed. */
  readonly unchanged: number;
  readonly failed: number;
  /** Changed while they were being embedded; they are due again. */
  readonly overtaken: number;
}

export const NO_TALLY: Tally = { fresh: 0, refreshed: 0, unchanged: 0, failed: 0, overtaken: 0 };

export interface LeaseWorkOptions {
  readonly store: EmbeddingStore;
  readonly clock: Clock;
  readonly owner: OwnerId;
  readonly model: string;
  readonly lease: Lease;
}

/** Settles the entries of a lease, each once. */
export interface LeaseWork {
  tally(): Tally;
  /** Length of the model's vectors; `undefined` before the first. */
  dimensions(): number | undefined;
  put(claim: Claim, made: EntryVectors): Promise<void>;
  keep(claim: Claim): Promise<void>;
  fail(claim: Claim, error: EmbeddingError): Promise<void>;
  startAnew(dimensions: number): Promise<void>;
  /** Makes sure that the lease lasts for another request. */
  hold(): Promise<void>;
  /** Gives back what is not settled. */
  release(): Promise<void>;
}

const OUTCOMES = { new: "fresh", refreshed: "refreshed", changed: "overtaken" } as const;

export function createLeaseWork({ store, clock, owner, model, lease }: LeaseWorkOptions): LeaseWork {
  const open = new Set(lease.claims.map(({ number }) => number));
  const tally = { ...NO_TALLY } as { -readonly [Member in keyof Tally]: number };
  let { until, dimensions } = lease;

  function settle(claim: Claim, outcome: keyof Tally): void {
    open.delete(claim.number);
    tally[outcome] += 1;
  }

  return {
    tally: () => ({ ...tally }),
    dimensions: () => dimensions,
    async put(claim, made) {
      const outcome = await store.put(owner, model, claim, made);
      // Another process has just stored vectors of another length: what the model's length is will be asked again.
      if (outcome === "wrong_length") return;
      dimensions ??= made.vectors[0]?.length;
      settle(claim, OUTCOMES[outcome]);
    },
    async keep(claim) {
      settle(claim, (await store.keep(owner, model, claim)) ? "unchanged" : "overtaken");
    },
    async fail(claim, { code, message }) {
      const wait = waitAfter(claim.attempts + 1);
      const nextAt = wait === undefined ? {} : { nextAt: clock.now() + wait };
      await store.fail(owner, model, claim, { code, message, ...nextAt });
      settle(claim, "failed");
    },
    async startAnew(length) {
      await store.startAnew(owner, model, length);
      dimensions = length;
    },
    async hold() {
      if (until - clock.now() > LEASE_MS / 2) return;
      until = await store.extend(owner, model, { numbers: [...open], until }, LEASE_MS);
    },
    async release() {
      if (open.size > 0) await store.release(owner, model, { numbers: [...open], until });
    },
  };
}
