import { expect, it } from "vitest";
import { parseRetryAfter } from "../../src/embeddings/retry.ts";
import {
  answersWell,
  aWorld,
  connect,
  failureOf,
  KEY,
  NOW_MS,
  type Reply,
  sendJson,
  startProvider,
  TEXT,
} from "./support.ts";

/** Fails as told until the request with this number. */
const goodAt =
  (good: number, fail: Reply): Reply =>
  (response, received, nth) =>
    nth < good ? fail(response, received, nth) : answersWell("ollama")(response, received, nth);

const failing =
  (status: number, headers = {}): Reply =>
  (response) =>
    sendJson(response, { error: `${TEXT} ${KEY}` }, status, headers);

it.each([408, 429, 500, 502, 503, 504, 529])(
  "after %i it is tried again, a little later each time",
  async (status) => {
    const world = aWorld();
    const { url, received } = await startProvider(goodAt(3, failing(status)));
    expect(await connect(url, {}, world).embed(["x"], {})).toHaveLength(1);
    expect(received).toHaveLength(3);
    expect(world.waits).toEqual([375, 750]);
  },
);

it("a connection that breaks is tried again", async () => {
  const world = aWorld();
  const { url, received } = await startProvider(
    goodAt(3, (response, _, nth) => {
      if (nth === 1) return void response.destroy();
      response.writeHead(200, { "content-length": 1000 }).write('{"embeddings":');
      response.destroy();
    }),
  );
  expect(await connect(url, {}, world).embed(["x"], {})).toHaveLength(1);
  expect(received).toHaveLength(3);
  expect(world.waits).toHaveLength(2);
});

it("what fails three times has failed", async () => {
  const { url, received } = await startProvider(failing(500));
  const error = await failureOf(connect(url));
  expect(error).toMatchObject({ code: "busy", retryable: true, retryAfterMs: undefined });
  expect(error.message).toBe(`ollama at ${url} has failed (500); try again later, or look into its log.`);
  expect(received).toHaveLength(3);
});

it.each([1, 2, 5])("%i attempts when so many are asked for", async (attempts) => {
  const { url, received } = await startProvider(failing(503));
  await failureOf(connect(url), { attempts });
  expect(received).toHaveLength(attempts);
});

it("each batch has its own attempts", async () => {
  const { url, received } = await startProvider((response, one, nth) =>
    (nth % 3 === 0 ? answersWell("ollama") : failing(503))(response, one, nth),
  );
  expect(await connect(url).embed(Array(65).fill("x"), {})).toHaveLength(65);
  expect(received).toHaveLength(6);
});

it.each([
  ["seconds", "7", 7_000],
  ["a date", new Date(NOW_MS + 9_000).toUTCString(), 9_000],
  ["less than the own wait", "0", 375],
  ["a date that is over", new Date(NOW_MS - 9_000).toUTCString(), 375],
  ["nonsense", "soon", 375],
])("Retry-After in %s is honoured", async (_, header, wait) => {
  const world = aWorld();
  const { url } = await startProvider(goodAt(2, failing(429, { "retry-after": header })));
  await connect(url, {}, world).embed(["x"], {});
  expect(world.waits).toEqual([wait]);
});

it("a provider that wants a long rest is not waited for; the error says how long", async () => {
  const world = aWorld();
  const { url, received } = await startProvider(failing(429, { "retry-after": "600" }));
  const error = await failureOf(connect(url, {}, world));
  expect(error).toMatchObject({ code: "busy", retryable: true, retryAfterMs: 600_000 });
  expect(error.message).toContain("is asked too often (429)");
  expect(received).toHaveLength(1);
  expect(world.waits).toEqual([]);
});

it.each([
  [null, undefined],
  ["", undefined],
  ["-5", 0],
  [" 5 ", 5_000],
  ["999999999999", 86_400_000],
])("Retry-After %j is %j ms", (header, ms) => {
  expect(parseRetryAfter(header, NOW_MS)).toBe(ms);
});

it("nobody listens: unreachable, with the reason and the remedy", async () => {
  const { url, stop } = await startProvider(failing(500));
  await stop();
  const world = aWorld();
  const error = await failureOf(connect(url, {}, world));
  expect(error).toMatchObject({ code: "unreachable", retryable: true });
  expect(error.message).toBe(
    `ollama at ${url} cannot be reached (ECONNREFUSED); start it, or correct AWARENESS_EMBEDDING_URL.`,
  );
  expect(world.waits).toHaveLength(2);
  const other = await failureOf(connect(url, { provider: "openai" }, world));
  expect(other.message).toBe(
    `openai at ${url}/v1 cannot be reached (ECONNREFUSED); correct AWARENESS_EMBEDDING_URL.`,
  );
});

it("a port that fetch does not use is named as the reason", async () => {
  const error = await failureOf(connect("http://127.0.0.1:6000"));
  expect(error.message).toContain("cannot be reached (Node.js does not use this port)");
});
