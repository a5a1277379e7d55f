import { describe, expect, it } from "vitest";
import { alice } from "../contract/fixtures.ts";
import {
  askedFor,
  type Bench,
  badFor,
  changing,
  DAY_MS,
  findWords,
  goodReply,
  MINUTE_MS,
  openBench,
  SECOND_MS,
  write,
} from "./queue-support.ts";
import { answerOf, type FakeProvider, type Reply, sendJson, startProvider } from "./support.ts";

const vectors =
  (toVector: (text: string) => unknown): Reply =>
  (response, { body }) =>
    sendJson(response, answerOf("ollama", body.input.map(toVector)));
const failing =
  (status: number, body: unknown = {}, headers = {}): Reply =>
  (response) =>
    sendJson(response, body, status, headers);

/** Ways in which a provider fails whatever it is asked, and the code that is noted. */
const TROUBLES: readonly (readonly [string, Reply, string])[] = [
  ["breaks every connection", (response) => void response.destroy(), "unreachable"],
  ["never answers", () => {}, "timeout"],
  ["is busy", failing(503), "busy"],
  ["wants another key", failing(401), "unauthorized"],
  ["has no such model", failing(404, { error: "model 'm' not found" }), "model_missing"],
  ["refuses everything", failing(400), "refused"],
  ["answers with garbage", (response) => void response.end("<html>"), "bad_answer"],
  ["answers with vectors of NaN", vectors(() => [Number.NaN, 1]), "bad_answer"],
  ["answers with vectors of zeros", vectors(() => [0, 0]), "bad_answer"],
  ["answers with too few vectors", (response) => sendJson(response, answerOf("ollama", [])), "bad_answer"],
  ["finds everything too long", failing(413), "too_long"],
];

/** A bench with three notes, whose rounds do not wait long for an answer. */
async function openWithNotes(
  provider: FakeProvider,
): Promise<Bench & { round(): ReturnType<Bench["embedder"]["round"]> }> {
  const bench = await openBench(provider);
  await write(bench, ["alpha", "beta", "gamma"]);
  return { ...bench, round: () => bench.embedder.round(alice, { limit: 10, timeoutMs: 250 }) };
}

describe.each(TROUBLES)("a provider that %s", (_, reply, code) => {
  it("stops the work, is noted, harms no entry and no search by words, and is tried again by itself", async () => {
    const state = changing(reply);
    const provider = await startProvider(state.asReply);
    const bench = await openWithNotes(provider);
    const { stopped } = await bench.round();
    expect(stopped).toMatchObject({ code });
    expect(await bench.embeddings.providers.state("m")).toMatchObject({
      failures: 1,
      pausedUntil: bench.clock.now() + SECOND_MS,
      lastError: { code, message: stopped?.message },
    });
    expect(await bench.embedder.counts(alice)).toEqual({ waiting: 3, failed: 0, embedded: 0 });
    expect(await findWords(bench, "beta")).toEqual(["beta"]);

    const before = provider.received.length;
    expect((await bench.round()).worked).toBe(false);
    expect(provider.received).toHaveLength(before);

    state.reply = goodReply;
    bench.clock.advance(SECOND_MS);
    await bench.work();
    expect(await bench.embedder.counts(alice)).toEqual({ waiting: 0, failed: 0, embedded: 3 });
    expect(await bench.embeddings.providers.state("m")).toMatchObject({ failures: 0 });
    expect((await bench.embeddings.providers.state("m"))?.lastError).toBeUndefined();
  });
});

it("nobody listens: the same", async () => {
  const provider = await startProvider(goodReply);
  const bench = await openWithNotes(provider);
  await provider.stop();
  expect((await bench.round()).stopped).toMatchObject({ code: "unreachable" });
  expect(await bench.embedder.counts(alice)).toMatchObject({ waiting: 3, failed: 0 });
});

it("the pause grows from a second to five minutes, and one entry then shows whether the provider works", async () => {
  const state = changing(failing(503));
  const provider = await startProvider(state.asReply);
  const bench = await openWithNotes(provider);
  const pauses: number[] = [];
  for (let turn = 0; turn < 11; turn += 1) {
    await bench.round();
    const { pausedUntil = 0 } = (await bench.embeddings.providers.state("m")) ?? {};
    pauses.push((pausedUntil - bench.clock.now()) / SECOND_MS);
    bench.clock.set(pausedUntil);
  }
  expect(pauses).toEqual([1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300]);
  state.reply = goodReply;
  expect(await bench.round()).toMatchObject({ fresh: 1 });
  expect(await bench.round()).toMatchObject({ fresh: 2 });
});

it("a provider that says when it wants to be asked again is not asked before", async () => {
  const provider = await startProvider(failing(429, {}, { "retry-after": "3600" }));
  const bench = await openWithNotes(provider);
  await bench.round();
  expect(provider.received).toHaveLength(1);
  expect(await bench.embeddings.providers.state("m")).toMatchObject({
    pausedUntil: bench.clock.now() + 60 * MINUTE_MS,
  });
});

it("a provider that fails in the middle keeps what it has made", async () => {
  const provider = await startProvider((response, received, nth) =>
    (nth === 1 ? goodReply : failing(401))(response, received, nth),
  );
  const bench = await openBench(provider);
  await write(
    bench,
    Array.from({ length: 40 }, (_, index) => `note ${index}`),
  );
  expect(await bench.embedder.round(alice, { limit: 32 })).toMatchObject({ fresh: 32 });
  expect((await bench.embedder.round(alice, { limit: 32 })).stopped).toMatchObject({ code: "unauthorized" });
  expect(await bench.embedder.counts(alice)).toMatchObject({ waiting: 8, failed: 0, embedded: 32 });
});

describe.each([
  ["refuses", failing(400), "refused"],
  ["finds too long", failing(413), "too_long"],
  ["breaks down over", failing(500, { error: "json: unsupported value: NaN" }), "busy"],
  ["does not finish with", (() => {}) as Reply, "timeout"],
  ["gives no numbers for", vectors(() => [null]), "bad_answer"],
] as const)("a text that the provider %s", (_, bad, code) => {
  it("is the failure of its entry alone, which is tried again later", async () => {
    const state = changing(badFor((text) => text.includes("beta"), bad));
    const provider = await startProvider(state.asReply);
    const bench = await openWithNotes(provider);
    expect(await bench.round()).toMatchObject({ fresh: 2, failed: 1 });
    expect(await bench.embedder.counts(alice)).toMatchObject({
      waiting: 0,
      failed: 1,
      embedded: 2,
      lastError: { code },
    });
    expect((await bench.embeddings.providers.state("m"))?.failures ?? 0).toBe(0);
    await write(bench, ["delta"]);
    expect(await bench.round()).toMatchObject({ fresh: 1, failed: 0 });

    state.reply = goodReply;
    bench.clock.advance(MINUTE_MS);
    expect(await bench.round()).toMatchObject({ fresh: 1 });
    expect(await bench.embedder.counts(alice)).toEqual({ waiting: 0, failed: 0, embedded: 4 });
  });
});

it("an entry is tried eight times within two days, then given up until somebody asks for it", async () => {
  const state = changing(badFor((text) => text.includes("beta"), failing(400)));
  const provider = await startProvider(state.asReply);
  const bench = await openWithNotes(provider);
  const waits: number[] = [];
  let last = bench.clock.now();
  for (let hour = 0; hour < 24 * 60; hour += 1) {
    const { failed } = await bench.round();
    if (failed > 0) {
      waits.push((bench.clock.now() - last) / MINUTE_MS);
      last = bench.clock.now();
    }
    const { nextAt } = await bench.embeddings.work("m");
    bench.clock.set(nextAt ?? bench.clock.now() + MINUTE_MS);
  }
  expect(waits).toEqual([0, 1, 4, 16, 64, 256, 1024, 1440]);
  expect(bench.clock.now()).toBeLessThan(last + 30 * DAY_MS);
  expect(await bench.embedder.counts(alice)).toMatchObject({ waiting: 0, failed: 1, embedded: 2 });
  state.reply = goodReply;
  expect(await bench.embedder.retry(alice)).toBe(1);
  expect(await bench.round()).toMatchObject({ fresh: 1 });
  expect(askedFor(provider.received).filter((text) => text === "alpha")).toHaveLength(2);
});

it("a work that is stopped gives back at once what it has taken", async () => {
  const stop = new AbortController();
  const state = changing(() => stop.abort());
  const provider = await startProvider(state.asReply);
  const bench = await openWithNotes(provider);
  const { stopped } = await bench.embedder.round(alice, { limit: 10, signal: stop.signal });
  expect(stopped).toMatchObject({ code: "aborted" });
  expect(await bench.embeddings.providers.state("m")).toBeUndefined();
  state.reply = goodReply;
  const other = await bench.again();
  await other.work();
  expect(await other.embedder.counts(alice)).toMatchObject({ waiting: 0, embedded: 3 });
});
