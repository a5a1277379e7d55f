import { EmbeddingError } from "./embedding-error.ts";
import type { EmbeddingProvider } from "./embedding-provider.ts";

/** Few enough that a slow machine is done with them in time. */
export const TEXTS_PER_CALL = 32;

const WORD = "awareness";
const WORD_TIMEOUT_MS = 10_000;

export interface CallOptions {
  readonly signal: AbortSignal | undefined;
  /** For one request, ms. */
  readonly timeoutMs: number;
}

/** A provider as background work uses it: no retries, which are the work's own affair. */
export interface ProviderCalls {
  /**
   * One vector per text, all of one length, in requests of a few texts; `beforeEach` runs before each of them.
   * @throws EmbeddingError
   */
  embed(texts: readonly string[], beforeEach: () => Promise<void>): Promise<readonly Float32Array[]>;
  /** Embeds one word, and answers the length of its vector. @throws EmbeddingError when the provider does not work. */
  probe(): Promise<number>;
}

export function createProviderCalls(
  provider: EmbeddingProvider,
  { signal, timeoutMs }: CallOptions,
): ProviderCalls {
  const common = { attempts: 1, ...(signal === undefined ? {} : { signal }) };

  return {
    async embed(texts, beforeEach) {
      const vectors: Float32Array[] = [];
      for (let from = 0; from < texts.length; from += TEXTS_PER_CALL) {
        await beforeEach();
        const part = texts.slice(from, from + TEXTS_PER_CALL);
        vectors.push(...(await provider.embed(part, { ...common, timeoutMs })));
      }
      requireOneLength(vectors, provider);
      return vectors;
    },
    async probe() {
      const limit = Math.min(timeoutMs, WORD_TIMEOUT_MS);
      const [vector] = await provider.embed([WORD], { ...common, timeoutMs: limit });
      return vector?.length ?? 0;
    },
  };
}

/** Of one request the provider itself sees to it. */
function requireOneLength(vectors: readonly Float32Array[], { name, model }: EmbeddingProvider): void {
  const odd = vectors.find(({ length }) => length !== vectors[0]?.length);
  if (odd !== undefined) throw wrongLength(name, model, odd.length, vectors[0]?.length ?? 0);
}

/** The error for a vector that cannot be compared with the others of its model. */
export function wrongLength(name: string, model: string, length: number, usual: number): EmbeddingError {
  const problem = `answers with a vector of ${length} dimensions where others of ${model} have ${usual}`;
  return new EmbeddingError("bad_answer", `${name} ${problem}; check AWARENESS_EMBEDDING_MODEL.`);
}
