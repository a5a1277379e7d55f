import type { EmbeddingProvider, EmbedOptions } from "../domain/embeddings/embedding-provider.ts";
import type { EmbeddingProviderName, EmbeddingSettings } from "../domain/embeddings/embedding-settings.ts";
import { embedBatched } from "./batched.ts";
import { checkLengths, toUnitVectors } from "./check-vectors.ts";
import type { Dialect } from "./dialect.ts";
import { postJson } from "./http-json.ts";
import { ollamaDialect } from "./ollama.ts";
import { openaiDialect } from "./openai.ts";
import type { Service } from "./service.ts";
import { realWorld, type World } from "./world.ts";

/** For one attempt at one request, ms; a model that has to be loaded first takes its time. */
export const DEFAULT_TIMEOUT_MS = 30_000;
export const DEFAULT_ATTEMPTS = 3;

const DIALECTS: Readonly<Record<EmbeddingProviderName, (url: string) => Dialect>> = {
  ollama: ollamaDialect,
  openai: openaiDialect,
};

/** The provider that the settings name. Nothing is sent before the first call. */
export function createEmbeddingProvider(
  settings: EmbeddingSettings,
  world: World = realWorld,
): EmbeddingProvider {
  const { provider: name, model, apiKey } = settings;
  const dialect = DIALECTS[name](settings.url);
  const headers = apiKey === undefined ? {} : { authorization: `Bearer ${apiKey}` };

  async function embed(texts: readonly string[], options: EmbedOptions): Promise<readonly Float32Array[]> {
    const asked = options.model ?? model;
    const dimensions = asked === model ? settings.dimensions : undefined;
    const service: Service = { name, url: dialect.base, model: asked, hasKey: apiKey !== undefined };
    const vectors = await embedBatched(texts, async (batch) => {
      const request = {
        service,
        url: dialect.endpoint,
        headers,
        body: dialect.toBody(batch, asked, dimensions),
        signal: options.signal,
        timeoutMs: options.timeoutMs ?? DEFAULT_TIMEOUT_MS,
        attempts: options.attempts ?? DEFAULT_ATTEMPTS,
      };
      const answer = await postJson(request, world);
      const made = toUnitVectors(dialect.toVectors(answer), batch.length, service);
      // At once, so that a wrong setting costs one request of a long text and not all of them.
      checkLengths(made, dimensions, service);
      return made;
    });
    checkLengths(vectors, dimensions, service);
    return vectors;
  }

  return { name, model, embed };
}
