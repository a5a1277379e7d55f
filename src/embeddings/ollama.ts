import { type Dialect, memberOf } from "./dialect.ts";

/** Ollama's own interface, `POST /api/embed`. */
export function ollamaDialect(url: string): Dialect {
  return {
    base: url,
    endpoint: `${url}/api/embed`,
    // Said aloud, because some versions refuse long texts unless told to truncate them.
    toBody: (texts, model) => ({ model, input: texts, truncate: true }),
    toVectors(answer) {
      const vectors = memberOf(answer, "embeddings");
      return Array.isArray(vectors) ? vectors : undefined;
    },
  };
}
