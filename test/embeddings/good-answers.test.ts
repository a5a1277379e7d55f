import { expect, it } from "vitest";
import { answersWell, connect, KEY, sendJson, startProvider, unit, vectorFor } from "./support.ts";

const TEXTS = ["one", "two and more", "three"];

function expectVectors(vectors: readonly Float32Array[], texts: readonly string[]): void {
  expect(vectors).toHaveLength(texts.length);
  for (const [at, vector] of vectors.entries()) {
    expect(vector).toBeInstanceOf(Float32Array);
    expect(Math.hypot(...vector)).toBeCloseTo(1, 6);
    for (const [i, value] of unit(vectorFor(texts[at] ?? "")).entries()) {
      expect(vector[i]).toBeCloseTo(value, 6);
    }
  }
}

it("ollama gets the model and all texts at once, and answers a unit vector for each", async () => {
  const { url, received } = await startProvider(answersWell("ollama"));
  const provider = connect(url, { model: "granite-embedding:278m" });
  expect(provider).toMatchObject({ name: "ollama", model: "granite-embedding:278m" });
  expectVectors(await provider.embed(TEXTS, {}), TEXTS);
  expect(received).toMatchObject([
    { path: "/api/embed", headers: { authorization: `Bearer ${KEY}`, "content-type": "application/json" } },
  ]);
  expect(received[0]?.body).toEqual({ model: "granite-embedding:278m", input: TEXTS, truncate: true });
});

it("openai gets the dimensions too, when they are configured", async () => {
  const { url, received } = await startProvider(answersWell("openai"));
  const asked = { provider: "openai", model: "text-embedding-3-small" } as const;
  expectVectors(await connect(url, { ...asked, dimensions: 3 }).embed(TEXTS, {}), TEXTS);
  expectVectors(await connect(url, asked).embed(TEXTS, {}), TEXTS);
  expect(received.map(({ path }) => path)).toEqual(["/v1/embeddings", "/v1/embeddings"]);
  expect(received[0]?.headers.authorization).toBe(`Bearer ${KEY}`);
  expect(received[0]?.body).toEqual({ model: "text-embedding-3-small", input: TEXTS, dimensions: 3 });
  expect(received[1]?.body).toEqual({ model: "text-embedding-3-small", input: TEXTS });
});

it("without a key none is sent", async () => {
  const { url, received } = await startProvider(answersWell("ollama"));
  const { createEmbeddingProvider } = await import("../../src/embeddings/create-provider.ts");
  await createEmbeddingProvider({ provider: "ollama", url, model: "m" }).embed(["x"], {});
  expect(received[0]?.headers).not.toHaveProperty("authorization");
});

it.each([
  ["", "/v1/embeddings"],
  ["/v1", "/v1/embeddings"],
  ["/v1/embeddings", "/v1/embeddings"],
  ["/llm", "/llm/v1/embeddings"],
  ["/llm/v1", "/llm/v1/embeddings"],
  ["/v1beta/openai", "/v1beta/openai/embeddings"],
  ["/v1beta/openai/embeddings", "/v1beta/openai/embeddings"],
])("the openai address that ends with %j leads to %s", async (path, endpoint) => {
  const { url, received } = await startProvider(answersWell("openai"));
  await connect(`${url}${path}`, { provider: "openai" }).embed(["x"], {});
  expect(received[0]?.path).toBe(endpoint);
});

it.each([true, false])("openai items in any order; with index: %s", async (indexed) => {
  const { url } = await startProvider((response, { body }) => {
    const items = body.input.map((text, index) => ({
      embedding: vectorFor(text),
      ...(indexed ? { index } : {}),
    }));
    sendJson(response, { data: indexed ? items.reverse() : items });
  });
  expectVectors(await connect(url, { provider: "openai" }).embed(TEXTS, {}), TEXTS);
});

it("another model may be asked for, to which the configured dimensions do not apply", async () => {
  const { url, received } = await startProvider(answersWell("openai"));
  const provider = connect(url, { provider: "openai", model: "new", dimensions: 1024 });
  expectVectors(await provider.embed(TEXTS, { model: "old" }), TEXTS);
  expect(received[0]?.body).toEqual({ model: "old", input: TEXTS });
});

it("no texts cost no request", async () => {
  const { url, received } = await startProvider(answersWell("ollama"));
  expect(await connect(url).embed([], {})).toEqual([]);
  expect(received).toEqual([]);
});

it.each([
  ["very large", [3e300, 4e300], [0.6, 0.8]],
  ["very small", [3e-310, 4e-310], [0.6, 0.8]],
  ["negative", [0, -5], [0, -1]],
])("%s numbers are normalised", async (_, values, expected) => {
  const { url } = await startProvider((response) => sendJson(response, { embeddings: [values] }));
  const [vector = []] = await connect(url).embed(["x"], {});
  for (const [i, value] of expected.entries()) expect(vector[i]).toBeCloseTo(value, 6);
});
