import type { Clock } from "../clock.ts";
import type { OwnerId } from "../owner.ts";
import type { QueryVector } from "../search/engine.ts";
import { EmbeddingError } from "./embedding-error.ts";
import type { EmbeddingProvider } from "./embedding-provider.ts";
import type { EmbeddingCoverage, EmbeddingReport, EmbeddingTarget } from "./embedding-store.ts";
import { createQueryGate } from "./query-gate.ts";

/** A query as a vector, or why there is none. */
export interface QueryEmbedding {
  readonly vector?: QueryVector;
  /** One line that may be shown: there is no vector that can be compared, so that words alone decide. */
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

type Dimensions = EmbeddingCoverage["dimensions"];

/** A person is waiting. */
const TIMEOUT_MS = 2_000;
/** Pages of one search ask for the same vector. */
const KEPT = 64;

/**
 * While the vectors of a new model are being made, queries are compared with those of the model that has most of them. An
 * owner without any vectors has nothing to compare with, and the provider is not asked.
 */
export function createEmbedQuery({ store, provider, types, clock }: EmbedQueryOptions): EmbedQuery {
  const gate = createQueryGate(provider.name, clock);
  const kept = createKept();

  async function embed(query: string, model: string): Promise<QueryVector> {
    const [values] = await provider.embed([query], { model, timeoutMs: TIMEOUT_MS, attempts: 1 });
    if (values === undefined) throw new EmbeddingError("bad_answer", "The provider answered no vector.");
    const vector = { model, values };
    kept.add(query, vector);
    return vector;
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

  /** With the first model that the provider has. */
  async function embedByAny(
    query: string,
    models: readonly string[],
    dimensions: Dimensions,
  ): Promise<QueryVector> {
    const [first = provider.model, ...others] = models;
    try {
      return kept.find(query, first, dimensions) ?? (await embed(query, first));
    } catch (error) {
      const isGone = error instanceof EmbeddingError && error.code === "model_missing";
      if (!isGone || others.length === 0) throw error;
      return embedByAny(query, others, dimensions);
    }
  }

  /** A vector of another length would silently be near to nothing. */
  function checkLength(vector: QueryVector, dimensions: Dimensions): QueryEmbedding {
    const stored = dimensions.get(vector.model);
    if (stored === undefined || stored === vector.values.length) return { vector };
    return { degraded: wrongLength(provider.name, vector, stored) };
  }

  return async (owner, query) => {
    const { models, dimensions, complete } = await store.coverage(owner, provider.model);
    if (models.length === 0) return {};
    const older = complete ? [] : await fullerModels(owner, models);
    const [first = provider.model, ...others] = [...older, provider.model];
    const find = () => kept.find(query, first, dimensions);
    const known = find();
    if (known !== undefined) return { vector: known };
    const passed = await gate.pass(() => embedByAny(query, [first, ...others], dimensions));
    if ("value" in passed) return checkLength(passed.value, dimensions);
    // Another search may have asked the same.
    const vector = find();
    return vector === undefined ? { degraded: passed.refused } : { vector };
  };
}

interface Kept {
  /** `undefined` too when the vector cannot be compared with the stored ones. */
  find(query: string, model: string, dimensions: Dimensions): QueryVector | undefined;
  add(query: string, vector: QueryVector): void;
}

/** The vectors of the latest queries. */
function createKept(): Kept {
  const kept = new Map<string, QueryVector>();
  const keyOf = (query: string, model: string) => `${model}\n${query}`;
  return {
    find(query, model, dimensions) {
      const vector = kept.get(keyOf(query, model));
      const length = vector?.values.length;
      return length === (dimensions.get(model) ?? length) ? vector : undefined;
    },
    add(query, vector) {
      if (kept.size >= KEPT) kept.clear();
      kept.set(keyOf(query, vector.model), vector);
    },
  };
}

function wrongLength(name: string, { model, values }: QueryVector, stored: number): string {
  const problem = `${name} now makes vectors of ${values.length} dimensions with ${model} where the stored ones have ${stored}`;
  const remedy = "correct AWARENESS_EMBEDDING_DIMENSIONS or AWARENESS_EMBEDDING_MODEL";
  return `${problem}; ${remedy}, or write an entry, after which all are embedded anew.`;
}
