import type { Clock } from "../clock.ts";
import type { OwnerId } from "../owner.ts";
import { embedLease } from "./embed-lease.ts";
import type { EmbeddingError } from "./embedding-error.ts";
import type { EmbeddingProvider } from "./embedding-provider.ts";
import type { EmbeddingCounts, EmbeddingStore, EmbeddingTarget, Lease } from "./embedding-store.ts";
import type { EntryTexts } from "./entry-texts.ts";
import { pauseAfter } from "./failure-policy.ts";
import { createLeaseWork, LEASE_MS, NO_TALLY, type Tally } from "./lease-work.ts";
import { createProviderCalls } from "./provider-calls.ts";

export interface EmbedderOptions {
  readonly store: EmbeddingStore;
  readonly provider: EmbeddingProvider;
  readonly texts: EntryTexts;
  readonly clock: Clock;
}

export interface RoundOptions {
  /** Most entries to embed; a round may be content with fewer. */
  readonly limit: number;
  /** Ask the provider even while it is left alone after a failure. */
  readonly urgent?: boolean;
  /** For one request, ms; two minutes when left out: nobody waits, and a slow machine is given the time. */
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
}

export interface RoundResult extends Tally {
  /** True when another round may find more to do. */
  readonly worked: boolean;
  /** Why the provider could not go on. */
  readonly stopped?: EmbeddingError;
}

/** Embeds entries with the configured provider. */
export interface Embedder {
  readonly target: EmbeddingTarget;
  /**
   * One piece of an owner's work: looks at changes, takes some entries, and embeds them. No failure of the provider is an
   * error of the round: those of the provider itself are noted and it is left alone for a while; those of an entry are
   * noted with the entry, and the others go on.
   * @throws AwarenessError `unavailable` when the database cannot be used.
   */
  round(owner: OwnerId, options: RoundOptions): Promise<RoundResult>;
  /** Makes entries that have failed due again. */
  retry(owner: OwnerId): Promise<number>;
  counts(owner: OwnerId): Promise<EmbeddingCounts>;
}

/** Changes looked at in one transaction. */
const LOOK_AT_MOST = 250;
const CLAIM_MOST = 32;
const TIMEOUT_MS = 120_000;

export function createEmbedder({ store, provider, texts, clock }: EmbedderOptions): Embedder {
  const { model } = provider;
  const target: EmbeddingTarget = { model, types: texts.types };

  async function embed(owner: OwnerId, lease: Lease, failures: number, options: RoundOptions) {
    const work = createLeaseWork({ store, clock, owner, model, lease });
    const { signal, timeoutMs = TIMEOUT_MS } = options;
    const calls = createProviderCalls(provider, { signal, timeoutMs });
    const { stopped, works } = await embedLease({
      claims: lease.claims,
      work,
      calls,
      texts,
      provider,
    }).finally(() => work.release());
    if (works && failures > 0) await store.providers.resume(model);
    if (stopped !== undefined && stopped.code !== "aborted") {
      const until = clock.now() + pauseAfter(works ? 0 : failures, stopped);
      await store.providers.pause(model, { code: stopped.code, message: stopped.message, until });
    }
    return { tally: work.tally(), stopped };
  }

  return {
    target,
    async round(owner, options) {
      const { looked } = await store.enqueue(owner, target, LOOK_AT_MOST);
      const state = await store.providers.state(model);
      const failures = state?.failures ?? 0;
      const isPaused = options.urgent !== true && (state?.pausedUntil ?? 0) > clock.now();
      // After a failure one entry shows whether the provider works again.
      const limit = failures > 0 ? Math.min(1, options.limit) : Math.min(CLAIM_MOST, options.limit);
      const lease = await store.claim(owner, model, { limit: isPaused ? 0 : limit, leaseMs: LEASE_MS });
      if (lease.claims.length === 0) return { ...NO_TALLY, worked: looked > 0 };
      const { tally, stopped } = await embed(owner, lease, failures, options);
      const settled = Object.values(tally).reduce((sum: number, count: number) => sum + count, 0);
      const worked = looked > 0 || settled > 0;
      return { ...tally, worked, ...(stopped === undefined ? {} : { stopped }) };
    },
    retry: (owner) => store.retry(owner, model),
    counts: (owner) => store.counts(owner, target),
  };
}
