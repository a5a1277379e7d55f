import { expect, it } from "vitest";
import type { EmbeddingProviderName } from "../../src/domain/embeddings/embedding-settings.ts";
import { answerOf, connect, failureOf, KEY, type Reply, sendJson, startProvider, TEXT } from "./support.ts";

/** The failure for two texts; the answer is not asked for twice. */
async function refusalOf(name: EmbeddingProviderName, reply: Reply, dimensions?: number) {
  const { url, received } = await startProvider(reply);
  const settings = dimensions === undefined ? {} : { dimensions };
  const error = await failureOf(connect(url, { provider: name, ...settings }), {}, [TEXT, `${TEXT}!`]);
  expect(received).toHaveLength(1);
  expect(error.code).toBe("bad_answer");
  expect(error.message).toMatch(new RegExp(`^${name} at http://127\\.0\\.0\\.1:\\d+`));
  return error;
}

const nested = (depth: number): unknown => JSON.parse(`${"[".repeat(depth)}1${"]".repeat(depth)}`);

const BAD: readonly (readonly [string, readonly unknown[], string])[] = [
  ["too few vectors", [[1, 2]], "1 vectors for 2 texts"],
  ["too many vectors", [[1], [2], [3]], "3 vectors for 2 texts"],
  ["no vectors", [], "0 vectors for 2 texts"],
  [
    "different lengths",
    [
      [1, 2],
      [1, 2, 3],
    ],
    "different lengths",
  ],
  ["empty vectors", [[], []], "not a list of 1 to 8192 numbers"],
  ["huge vectors", [Array(8193).fill(1), Array(8193).fill(1)], "not a list of 1 to 8192 numbers"],
  [
    "zeros",
    [
      [1, 0],
      [0, -0],
    ],
    "a vector of zeros",
  ],
  [
    "strings",
    [
      [1, 2],
      ["1", "2"],
    ],
    "not a list of",
  ],
  [
    "null among numbers",
    [
      [1, 2],
      [1, null],
    ],
    "not a list of",
  ],
  ["null for a vector", [[1, 2], null], "not a list of"],
  ["a string for a vector", [[1, 2], "AACAPwAAAEA="], "not a list of"],
  ["an object for a vector", [[1, 2], { 0: 1, 1: 2, length: 2 }], "not a list of"],
  ["vectors in a vector", [[1, 2], [[1, 2]]], "not a list of"],
  [
    "booleans",
    [
      [1, 2],
      [true, false],
    ],
    "not a list of",
  ],
  ["deep nesting", [[1], nested(8)], "not a list of"],
  [
    "the text itself",
    [
      [1, 2],
      [TEXT, KEY],
    ],
    "not a list of",
  ],
];

it.each(BAD.flatMap((row) => [["ollama", ...row] as const, ["openai", ...row] as const]))(
  "%s: %s",
  async (name, _, vectors, problem) => {
    const error = await refusalOf(name, (response) => sendJson(response, answerOf(name, vectors)));
    expect(error.message).toContain(problem);
    expect(error.retryable).toBe(false);
  },
);

it.each([
  ["ollama", { embedding: [1, 2] }],
  ["ollama", { embeddings: { 0: [1], 1: [2] } }],
  ["ollama", []],
  ["ollama", null],
  ["ollama", TEXT],
  ["openai", { data: "none" }],
  [
    "openai",
    {
      data: [
        { index: 0, embedding: [1] },
        { index: 0, embedding: [2] },
      ],
    },
  ],
  [
    "openai",
    {
      data: [
        { index: 0, embedding: [1] },
        { index: 2, embedding: [2] },
      ],
    },
  ],
  [
    "openai",
    {
      data: [
        { index: "0", embedding: [1] },
        { index: -1, embedding: [2] },
      ],
    },
  ],
  ["openai", { error: { message: `bad key ${KEY} for ${TEXT}` } }],
] as const)("%s with another shape: %j", async (name, value) => {
  const error = await refusalOf(name, (response) => sendJson(response, value));
  expect(error.message).toContain("does not answer with a list of vectors");
});

it.each(["ollama", "openai"] as const)("%s: another length than configured", async (name) => {
  const vectors = [Array(384).fill(1), Array(384).fill(1)];
  const error = await refusalOf(name, (response) => sendJson(response, answerOf(name, vectors)), 768);
  expect(error.message).toContain("384 dimensions in place of 768; correct AWARENESS_EMBEDDING_DIMENSIONS");
});

it("the wrong length of a long text is noticed after its first batch", async () => {
  const { url, received } = await startProvider((response, { body }) =>
    sendJson(response, { embeddings: body.input.map(() => [1, 2]) }),
  );
  await failureOf(connect(url, { dimensions: 3 }), {}, Array(300).fill(TEXT));
  expect(received).toHaveLength(1);
});

const numbers =
  (text: string): Reply =>
  (response) =>
    void response.writeHead(200, { "content-type": "application/json" }).end(`{"embeddings":${text}}`);

it("a number beyond all bounds is no number", async () => {
  const error = await refusalOf("ollama", numbers("[[1,2],[1e999,2]]"));
  expect(error.message).toContain("not a list of");
});

it.each([
  ["NaN", "[[1,2],[NaN,2]]"],
  ["Infinity", "[[1,2],[-Infinity,2]]"],
  ["truncated JSON", "[[1,2],[1,"],
  ["nesting without end", "[".repeat(100_000)],
  ["a byte order mark alone", "\ufeff"],
])("%s is no JSON", async (_, text) => {
  const error = await refusalOf("ollama", numbers(text));
  expect(error.message).toMatch(/does not answer with JSON; check AWARENESS_EMBEDDING_URL\.$/);
  expect(error.retryable).toBe(true);
});

it.each([
  ["HTML", `<html><body>Sign in to read ${TEXT}</body></html>`],
  ["nothing", ""],
  ["bytes that are no UTF-8", Buffer.from([0x22, 0xff, 0xfe, 0x22])],
])("%s in place of JSON", async (_, body) => {
  const error = await refusalOf("ollama", (response) => {
    response.writeHead(200, { "content-type": "text/html" }).end(body);
  });
  expect(error.message).toContain("does not answer with JSON");
});
