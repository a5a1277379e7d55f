import fc from "fast-check";
import { expect, it } from "vitest";
import { batchesOf, MAX_BATCH_CHARS, MAX_BATCH_TEXTS } from "../../src/embeddings/batched.ts";
import {
  answerOf,
  answersWell,
  connect,
  failureOf,
  sendJson,
  startProvider,
  unit,
  vectorFor,
} from "./support.ts";

it("many texts go in batches of 64, and the vectors keep their order", async () => {
  const { url, received } = await startProvider(answersWell("ollama"));
  const texts = Array.from({ length: 150 }, (_, at) => "x".repeat(at + 1));
  const vectors = await connect(url).embed(texts, {});
  expect(received.map(({ body }) => body.input.length)).toEqual([64, 64, 22]);
  expect(received.flatMap(({ body }) => body.input)).toEqual(texts);
  for (const [at, vector] of vectors.entries()) {
    expect(vector[0]).toBeCloseTo(unit(vectorFor(texts[at] ?? ""))[0] ?? 0, 6);
  }
});

it("batches are small, in order and complete, and never empty", () => {
  const text = fc.integer({ min: 0, max: 300_000 }).map((length) => "x".repeat(length));
  fc.assert(
    fc.property(fc.array(text, { maxLength: 20 }), fc.integer({ min: 0, max: 200 }), (long, few) => {
      const texts = [...long, ...Array.from({ length: few }, () => "y")];
      const batches = batchesOf(texts);
      expect(batches.flat()).toEqual(texts);
      for (const batch of batches) {
        const chars = batch.reduce((sum, { length }) => sum + length, 0);
        expect(batch.length).toBeGreaterThan(0);
        expect(batch.length).toBeLessThanOrEqual(MAX_BATCH_TEXTS);
        expect(chars <= MAX_BATCH_CHARS || batch.length === 1).toBe(true);
      }
    }),
    { numRuns: 50 },
  );
});

it("a failure of any batch is the failure of the call, and no further batch is sent", async () => {
  const { url, received } = await startProvider((response, { body }, nth) =>
    nth === 2
      ? sendJson(response, {}, 401)
      : sendJson(response, answerOf("ollama", body.input.map(vectorFor))),
  );
  const error = await failureOf(connect(url), {}, Array(200).fill("x"));
  expect(error.code).toBe("unauthorized");
  expect(received).toHaveLength(2);
});

it("vectors of different lengths in different batches are refused", async () => {
  const { url } = await startProvider((response, { body }, nth) =>
    sendJson(response, { embeddings: body.input.map(() => Array(nth + 2).fill(1)) }),
  );
  const error = await failureOf(connect(url), {}, Array(65).fill("x"));
  expect(error.message).toContain("different lengths");
});

const TOO_LONG = { error: "the input length exceeds the context length" };

it.each([400, 500])(
  "a text that is too long (%i) stands for its beginning, the others stay whole",
  async (status) => {
    const limit = 400;
    const { url, received } = await startProvider((response, { body }) =>
      body.input.some(({ length }) => length > limit)
        ? sendJson(response, TOO_LONG, status)
        : sendJson(response, answerOf("ollama", body.input.map(vectorFor))),
    );
    const texts = ["a", "b".repeat(1500), "c", "d".repeat(limit), `x${"😀".repeat(400)}`];
    const vectors = await connect(url).embed(texts, {});
    const kept = ["a", "b".repeat(375), "c", "d".repeat(limit)];
    for (const [at, text] of kept.entries()) {
      expect(vectors[at]?.[0]).toBeCloseTo(unit(vectorFor(text))[0] ?? 0, 6);
    }
    expect(vectors).toHaveLength(texts.length);
    const sent = received.flatMap(({ body }) => body.input);
    expect(sent.filter((text) => !text.isWellFormed())).toEqual([]);
  },
);

it("what is too long however short it is made ends with an error that says so", async () => {
  const { url, received } = await startProvider((response) => sendJson(response, TOO_LONG, 400));
  const error = await failureOf(connect(url), {}, ["x".repeat(1500)]);
  expect(error).toMatchObject({ code: "too_long", retryable: false });
  expect(error.message).toContain("m; choose a model");
  expect(received.length).toBeLessThan(7);
});
