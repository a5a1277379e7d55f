import type { ServerResponse } from "node:http";
import { expect, it } from "vitest";
import { answersWell, aWorld, connect, failureOf, type Reply, startProvider, TEXT } from "./support.ts";

const closed = (response: ServerResponse): Promise<void> =>
  new Promise((resolve) => response.once("close", () => resolve()));

const never: Reply = () => undefined;

const hangingBody: Reply = (response) => {
  response.writeHead(200, { "content-type": "application/json" }).write('{"embeddings":[[1,2');
};

const hangingRefusal: Reply = (response) => {
  response.writeHead(400, { "content-type": "application/json" }).write(`{"error":"${TEXT}`);
};

/** Writes until the other side has gone. */
const endless =
  (status: number, part: string, ended: () => void): Reply =>
  (response) => {
    response.writeHead(status, { "content-type": "application/json" }).write('{"embeddings":[');
    const write = (): void => {
      while (response.write(part));
    };
    response.on("drain", write).on("error", ended).on("close", ended);
    write();
  };

it.each([
  ["no answer", never],
  ["a body that hangs", hangingBody],
  ["a refusal that hangs", hangingRefusal],
])("%s is a time-out, and not tried again", async (_, reply) => {
  const world = aWorld();
  const { url, received } = await startProvider(reply);
  const error = await failureOf(connect(url, {}, world), { timeoutMs: 100 });
  expect(error).toMatchObject({ code: "timeout", retryable: true });
  expect(error.message).toBe(
    `ollama at ${url} did not answer within 100 ms; try again later, or look into its log.`,
  );
  expect(received.length).toBeLessThan(2);
  expect(world.waits).toEqual([]);
});

it("a time-out closes the connection", async () => {
  let gone = Promise.resolve();
  const { url } = await startProvider((response) => {
    gone = closed(response);
  });
  await failureOf(connect(url), { timeoutMs: 100 });
  await gone;
});

it("an answer without end is cut off at 64 MB", async () => {
  let ended = false;
  const { url, received } = await startProvider(
    endless(200, "[1.25,2.5,".repeat(100_000), () => {
      ended = true;
    }),
  );
  const error = await failureOf(connect(url));
  expect(error).toMatchObject({ code: "bad_answer", retryable: false });
  expect(error.message).toContain("answers with more than 64 MB");
  expect(received).toHaveLength(1);
  await expect.poll(() => ended).toBe(true);
});

it("of a refusal without end only the beginning is read", async () => {
  const { url } = await startProvider(endless(400, `${TEXT} `.repeat(1000), () => undefined));
  expect(await failureOf(connect(url))).toMatchObject({ code: "refused" });
});

it("an aborted signal sends nothing", async () => {
  const { url, received } = await startProvider(answersWell("ollama"));
  const error = await failureOf(connect(url), { signal: AbortSignal.abort() });
  expect(error).toMatchObject({ code: "aborted", retryable: true });
  expect(received).toEqual([]);
});

it.each([
  ["the answer", never],
  ["the body", hangingBody],
])("an abort while waiting for %s ends the call and the connection", async (_, reply) => {
  const controller = new AbortController();
  let gone = Promise.resolve();
  const { url, received } = await startProvider((response, one, nth) => {
    gone = closed(response);
    reply(response, one, nth);
    setImmediate(() => controller.abort(new Error(TEXT)));
  });
  const error = await failureOf(connect(url), { signal: controller.signal });
  expect(error).toMatchObject({ code: "aborted" });
  expect(error.message).toBe(`The request to ollama at ${url} was stopped.`);
  expect(received).toHaveLength(1);
  await gone;
});

it("an abort between two attempts ends the wait, and between two batches the call", async () => {
  const waiting = new AbortController();
  const failing = await startProvider((response) => response.writeHead(503).end());
  const world = aWorld();
  const sleep = async () => waiting.abort();
  const error = await failureOf(connect(failing.url, {}, { ...world, sleep }), { signal: waiting.signal });
  expect(error).toMatchObject({ code: "aborted" });
  expect(failing.received).toHaveLength(1);

  const between = new AbortController();
  const good = await startProvider((response, one, nth) => {
    response.once("finish", () => between.abort());
    answersWell("ollama")(response, one, nth);
  });
  const texts = Array(129).fill(TEXT);
  expect(await failureOf(connect(good.url), { signal: between.signal }, texts)).toMatchObject({
    code: "aborted",
  });
  expect(good.received.length).toBeLessThan(3);
});

it("a call leaves no listener on its signal", async () => {
  const controller = new AbortController();
  let listeners = 0;
  const { signal } = controller;
  const add = signal.addEventListener.bind(signal);
  const remove = signal.removeEventListener.bind(signal);
  signal.addEventListener = (...args: Parameters<typeof add>) => {
    listeners += 1;
    add(...args);
  };
  signal.removeEventListener = (...args: Parameters<typeof remove>) => {
    listeners -= 1;
    remove(...args);
  };
  const { url } = await startProvider(answersWell("ollama"));
  await connect(url).embed(["x"], { signal });
  expect(listeners).toBe(0);
});

it("the real world waits in real time and stops at an abort", async () => {
  const { realWorld } = await import("../../src/embeddings/world.ts");
  await realWorld.sleep(1, undefined);
  const controller = new AbortController();
  const sleeping = realWorld.sleep(60_000, controller.signal);
  controller.abort();
  await expect(sleeping).rejects.toThrow();
});
