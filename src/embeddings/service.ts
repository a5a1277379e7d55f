import { EmbeddingError } from "../domain/embeddings/embedding-error.ts";
import type { EmbeddingProviderName } from "../domain/embeddings/embedding-settings.ts";

/** Whom a request goes to, as far as messages name it. */
export interface Service {
  readonly name: EmbeddingProviderName;
  /** Base URL. */
  readonly url: string;
  /** The model that is asked for. */
  readonly model: string;
  readonly hasKey: boolean;
}

/** How messages begin: `ollama at http://127.0.0.1:11434`. */
export function nameOf({ name, url }: Service): string {
  return `${name} at ${url}`;
}

const CHECK = "check AWARENESS_EMBEDDING_URL and AWARENESS_EMBEDDING_MODEL";

/** The error for an answer that cannot be used; `problem` completes "ollama at URL …", `remedy` follows it. */
export function badAnswer(service: Service, problem: string, remedy = CHECK): EmbeddingError {
  return new EmbeddingError("bad_answer", `${nameOf(service)} ${problem}; ${remedy}.`);
}

/** The error for an answer that is no JSON: another address, or a proxy that has its bad moment. */
export function notJson(service: Service): EmbeddingError {
  const message = `${nameOf(service)} does not answer with JSON; check AWARENESS_EMBEDDING_URL.`;
  return new EmbeddingError("bad_answer", message, { retryable: true });
}
