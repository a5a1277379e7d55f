import { expect, it } from "vitest";
import type { EmbeddingSettings } from "../../src/domain/embeddings/embedding-settings.ts";
import { createEmbeddingProvider } from "../../src/embeddings/create-provider.ts";
import { aWorld, connect, failureOf, KEY, sendJson, startProvider, TEXT } from "./support.ts";

/** A body as providers write it, which repeats what it was sent. */
const echo = (reason: string) => ({ error: { message: `${reason}: "${TEXT}" for Bearer ${KEY}` } });

/** The failure at a provider that always answers so; it must not have been asked twice. */
async function refusalOf(
  status: number,
  body: unknown,
  settings: Partial<EmbeddingSettings> = {},
  headers = {},
) {
  const { url, received } = await startProvider((response) => sendJson(response, body, status, headers));
  const error = await failureOf(connect(url, settings));
  expect(received).toHaveLength(1);
  expect(error.retryable).toBe(false);
  return { code: error.code, message: error.message.replace(url, "URL") };
}

it("a model that ollama does not have is named with the command that gets it", async () => {
  const settings = { model: "granite-embedding:278m" };
  const body = { error: 'model "granite-embedding:278m" not found, try pulling it first' };
  expect(await refusalOf(404, body, settings)).toEqual({
    code: "model_missing",
    message:
      "ollama at URL has no model granite-embedding:278m; run ollama pull granite-embedding:278m first.",
  });
});

it.each([
  [404, { error: { message: "The model `m` does not exist", code: "model_not_found" } }],
  [404, { object: "error", message: "The model `m` does not exist.", code: 404 }],
  [400, { error: { message: "invalid", code: "model_not_found" } }],
])("a model that openai does not have: %i %j", async (status, body) => {
  expect(await refusalOf(status, body, { provider: "openai" })).toEqual({
    code: "model_missing",
    message: "openai at URL/v1 has no model m; correct AWARENESS_EMBEDDING_MODEL.",
  });
});

it("the model that is missing is the one that was asked for", async () => {
  const { url } = await startProvider((response) => sendJson(response, { error: "model not found" }, 404));
  const error = await failureOf(connect(url), { model: "old-model" });
  expect(error.message).toContain("has no model old-model; run ollama pull old-model");
});

it.each([404, 405, 501])("%i without a word of a model means another address", async (status) => {
  expect(await refusalOf(status, "404 page not found")).toEqual({
    code: "refused",
    message: `ollama at URL makes no embeddings there (${status}); correct AWARENESS_EMBEDDING_URL.`,
  });
});

it.each([401, 403])("%i is about the key", async (status) => {
  expect(await refusalOf(status, echo("Incorrect API key"), { provider: "openai" })).toEqual({
    code: "unauthorized",
    message: `openai at URL/v1 does not accept the key (${status}); correct AWARENESS_EMBEDDING_API_KEY.`,
  });
});

it("without a key, 401 asks for one", async () => {
  const { url } = await startProvider((response) => sendJson(response, {}, 401));
  const error = await failureOf(createEmbeddingProvider({ provider: "ollama", url, model: "m" }, aWorld()));
  expect(error.message).toBe(`ollama at ${url} asks for a key (401); set AWARENESS_EMBEDDING_API_KEY.`);
});

it.each([400, 409, 422])("%i for any other reason", async (status) => {
  expect(await refusalOf(status, echo("does not support embeddings"))).toEqual({
    code: "refused",
    message: `ollama at URL refuses the request (${status}); check that AWARENESS_EMBEDDING_MODEL makes embeddings, and AWARENESS_EMBEDDING_DIMENSIONS.`,
  });
});

it.each([
  [429, { error: { code: "insufficient_quota", message: TEXT } }],
  [402, echo("payment required")],
])("no quota (%i) is no matter of waiting", async (status, body) => {
  const { code, message } = await refusalOf(status, body);
  expect(code).toBe("refused");
  expect(message).toContain("has no quota left");
});

it.each([301, 302, 307, 308])("a redirect (%i) is not followed", async (status) => {
  const other = await startProvider((response) => sendJson(response, { embeddings: [[1]] }));
  const { code, message } = await refusalOf(status, "", {}, { location: `${other.url}/?${KEY}` });
  expect(code).toBe("refused");
  expect(message).toBe(
    `ollama at URL redirects elsewhere (${status}); set AWARENESS_EMBEDDING_URL to where it leads.`,
  );
  expect(other.received).toEqual([]);
});

it("a text that is too long for a short one names the model", async () => {
  const body = echo("This model's maximum context length is 8192 tokens");
  const { code, message } = await refusalOf(400, body);
  expect(code).toBe("too_long");
  expect(message).toContain("too long for m");
});
