import { type Dialect, memberOf } from "./dialect.ts";

/** OpenAI's interface, which many servers have too: `POST /v1/embeddings`. */
export function openaiDialect(url: string): Dialect {
  const base = completeBase(url);
  return {
    base,
    endpoint: `${base}/embeddings`,
    toBody: (texts, model, dimensions) => ({
      model,
      input: texts,
      ...(dimensions === undefined ? {} : { dimensions }),
    }),
    toVectors: (answer) => inOrder(memberOf(answer, "data")),
  };
}

/** `/v1` is added unless a version is part of the path; the full address of the endpoint is understood too. */
function completeBase(url: string): string {
  const base = url.replace(/\/embeddings$/, "");
  return /^\/(.*\/)?v\d/.test(new URL(base).pathname) ? base : `${base}/v1`;
}

/** Items may come in any order: each says which text it is for; where none does, the order is that of the texts. */
function inOrder(items: unknown): readonly unknown[] | undefined {
  if (!Array.isArray(items)) return undefined;
  const vectors = new Map<unknown, unknown>(
    items.map((item, position) => [memberOf(item, "index") ?? position, memberOf(item, "embedding")]),
  );
  const positions = [...items.keys()];
  return positions.every((position) => vectors.has(position))
    ? positions.map((position) => vectors.get(position))
    : undefined;
}
