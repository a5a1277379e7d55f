import type { Clock } from "../clock.ts";
import type { OwnerId } from "../owner.ts";
import type { QueryVector } from "../search/engine.ts";
import { EmbeddingError } from "./embedding-error.ts";
import type { EmbeddingProvider } from "./embedding-provider.ts";
import type { EmbeddingReport, EmbeddingTarget } from "./embedding-store.ts";

/** A query as a vector, or why there is none. */
export interface QueryEmbedding {
  readonly vector?: QueryVector;
  /** One line that may be shown: the provider could not be asked, so that words alone decide. */
  readonly degraded?: string;
}

/** Turns what is asked into a vector; never fails and never takes long. */
export type EmbedQuery = (owner: OwnerId, query: string) => Promise<QueryEmbedding>;

export interface EmbedQueryOptions {
  readonly store: Pick<EmbeddingReport, "coverage" | "counts">;
  readonly provider: EmbeddingProvider;
  readonly types: EmbeddingTarget["types"];
  readonly clock: Clock;
}

/** A person is waiting. */
const TIMEOUT_MS = 3_000;
/** How long a provider that failed is not asked again. */
const REST_MS = 10_000;
/** Pages of one search ask for the same vector. */
const KEPT = 64;

/**
 * While the vectors of a new model are being made, queries are compared with those of the model that has most of them. An owner without any vectors has nothing to compare with, and the provider is not asked.
 */
export function createEmbedQuery({ store, provider, types, clock }: EmbedQueryOptions): EmbedQuery {
  const kept = new Map<string, Float32Array>();
  let trouble: { readonly until: number; readonly message: string } | undefined;

  async function embed(query: string, model: string): Promise<QueryVector> {
    const key = `${model}\n${query}`;
    const known = kept.get(key);
    if (known !== undefined) return { model, values: known };
    const [values] = await provider.embed([query], { model, timeoutMs: TIMEOUT_MS, attempts: 1 });
    if (values === undefined) throw new EmbeddingError("bad_answer", "The provider answered no vector.");
    if (kept.size >= KEPT) kept.clear();
    kept.set(key, values);
    return { model, values };
  }

  /** Other models by which more entries are embedded, the fullest first. */
  async function fullerModels(owner: OwnerId, models: readonly string[]): Promise<readonly string[]> {
    const others = models.filter((model) => model !== provider.model);
    if (others.length === 0) return [];
    const count = async (model: string) => (await store.counts(owner, { model, types })).embedded;
    const own = await count(provider.model);
    const counted = await Promise.all(others.map(async (model) => ({ model, embedded: await count(model) })));
    return counted
      .filter(({ embedded }) => embedded > own)
      .toSorted((one, other) => other.embedded - one.embedded)
      .map(({ model }) => model);
  }

  async function embedByAny(query: string, models: readonly string[]): Promise<QueryVector> {
    const [first = provider.model, ...others] = models;
    try {
      return await embed(query, first);
    } catch (error) {
      const isGone = error instanceof EmbeddingError && error.code === "model_missing";
      if (!isGone || others.length === 0) throw error;
      return embedByAny(query, others);
    }
  }

  return async (owner, query) => {
    const { models, complete } = await store.coverage(owner, provider.model);
    if (models.length === 0) return {};
    const now = clock.now();
    if (trouble !== undefined && trouble.until > now) return { degraded: trouble.message };
    const older = complete ? [] : await fullerModels(owner, models);
    try {
      const vector = await embedByAny(query, [...older, provider.model]);
      trouble = undefined;
      return { vector };
    } catch (error) {
      if (!(error instanceof EmbeddingError)) throw error;
      trouble = { until: now + REST_MS, message: error.message };
      return { degraded: error.message };
    }
  };
}
