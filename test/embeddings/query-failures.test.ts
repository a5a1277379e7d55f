import type { ServerResponse } from "node:http";
import { expect, it } from "vitest";
import { alice } from "../contract/fixtures.ts";
import { busy, manyQueries, openQueryBench, type QueryBench, queryAll } from "./query-support.ts";
import { goodReply, MINUTE_MS, SECOND_MS } from "./queue-support.ts";
import type { Received, Reply } from "./support.ts";

const TIMEOUT_MS = 2 * SECOND_MS;
const REST_MS = 10 * SECOND_MS;
const LONGEST_REST_MS = 5 * MINUTE_MS;

const never: Reply = () => undefined;
/** Answers nothing until it is told to, the oldest request first. */
function holding(): { readonly reply: Reply; answer(reply: Reply): void } {
  const held: [ServerResponse, Received][] = [];
  return {
    reply: (response, received) => void held.push([response, received]),
    answer: (reply) => {
      const [response, received] = held.shift() ?? [];
      if (response === undefined || received === undefined) throw new Error("nobody asks");
      reply(response, received, 1);
    },
  };
}

/** Fails `times` in a row, each as soon as the rest after the one before is over. */
async function failInARow({ bench, state, embedQuery }: QueryBench, times: number): Promise<void> {
  state.reply = busy;
  for (let nth = 0; nth < times; nth += 1) {
    if (nth > 0) bench.clock.advance(LONGEST_REST_MS);
    await embedQuery(alice, `failure ${nth}`);
  }
}

it("ten parallel searches ask a provider that hangs once, and all end with it", async () => {
  const { state, embedQuery, asked } = await openQueryBench();
  state.reply = never;
  const began = performance.now();
  const answers = await queryAll(embedQuery);
  expect(performance.now() - began).toBeLessThan(TIMEOUT_MS * 3);
  expect(answers.every(({ vector }) => vector === undefined)).toBe(true);
  expect(new Set(answers.map(({ degraded }) => degraded))).toEqual(
    new Set([expect.stringContaining(`did not answer within ${TIMEOUT_MS} ms`)]),
  );
  expect(asked()).toHaveLength(1);
});

it("who comes while a request has been hanging for long shares its failure", async () => {
  const { bench, state, embedQuery, asked } = await openQueryBench();
  const held = holding();
  state.reply = held.reply;
  const first = embedQuery(alice, "boiler");
  await expect.poll(asked).toHaveLength(1);
  bench.clock.advance(600);
  const others = queryAll(embedQuery, ["boiler", "garage"]);
  held.answer(busy);
  const { degraded } = await first;
  expect(degraded).toContain("503");
  expect(await others).toEqual([{ degraded }, { degraded }]);
  expect(asked()).toEqual(["boiler"]);
});

it("who has waited long for the answer to another search goes by words, except for the same text", async () => {
  const { bench, state, embedQuery, asked } = await openQueryBench();
  const held = holding();
  state.reply = held.reply;
  const first = embedQuery(alice, "boiler");
  await expect.poll(asked).toHaveLength(1);
  const same = embedQuery(alice, "boiler");
  const other = embedQuery(alice, "garage");
  // Both are past reading from the store when a later read is answered.
  await bench.embeddings.coverage(alice, "m");
  await bench.embeddings.coverage(alice, "m");
  bench.clock.advance(1.5 * SECOND_MS);
  held.answer(goodReply);
  expect((await first).vector).toBeDefined();
  expect(await same).toEqual(await first);
  expect(await other).toEqual({ degraded: expect.stringMatching(/^ollama .*slow[^\n]*\.$/) });
  state.reply = goodReply;
  expect((await embedQuery(alice, "garage")).vector).toBeDefined();
});

it("after a failure nobody asks for ten seconds, and what is known is used nevertheless", async () => {
  const { bench, state, embedQuery, asked } = await openQueryBench();
  const known = await embedQuery(alice, "known");
  state.reply = busy;
  const { degraded } = await embedQuery(alice, "boiler");
  state.reply = goodReply;
  bench.clock.advance(REST_MS - 1);
  expect(await queryAll(embedQuery, ["boiler", "garage"])).toEqual([{ degraded }, { degraded }]);
  expect(await embedQuery(alice, "known")).toEqual(known);
  expect(asked()).toEqual(["known", "boiler"]);
  bench.clock.advance(1);
  expect((await embedQuery(alice, "boiler")).vector).toBeDefined();
});

it("the rest begins when the failure is known, not when the provider was asked", async () => {
  const { bench, state, embedQuery, asked } = await openQueryBench();
  const held = holding();
  state.reply = held.reply;
  const first = embedQuery(alice, "boiler");
  await expect.poll(asked).toHaveLength(1);
  bench.clock.advance(TIMEOUT_MS);
  held.answer(busy);
  await first;
  bench.clock.advance(REST_MS - 1);
  await embedQuery(alice, "garage");
  expect(asked()).toEqual(["boiler"]);
});

it.each([
  [1, REST_MS],
  [2, 2 * REST_MS],
  [5, 16 * REST_MS],
  [6, LONGEST_REST_MS],
  [8, LONGEST_REST_MS],
])("after %d failures in a row the rest is %d ms", async (times, restMs) => {
  const setting = await openQueryBench();
  await failInARow(setting, times);
  const { bench, state, embedQuery, asked } = setting;
  state.reply = goodReply;
  bench.clock.advance(restMs - 1);
  expect((await embedQuery(alice, "boiler")).degraded).toContain("503");
  expect(asked()).toHaveLength(times);
  bench.clock.advance(1);
  expect((await embedQuery(alice, "boiler")).vector).toBeDefined();
});

it("a provider that asks to be left alone for longer gets its will", async () => {
  const { bench, state, embedQuery, asked } = await openQueryBench();
  state.reply = (response) => response.writeHead(429, { "retry-after": "60" }).end();
  await embedQuery(alice, "boiler");
  bench.clock.advance(MINUTE_MS - 1);
  await embedQuery(alice, "boiler");
  expect(asked()).toHaveLength(1);
});

it("when the rest is over one search asks, and the others go by words at once", async () => {
  const setting = await openQueryBench();
  await failInARow(setting, 2);
  const { bench, state, embedQuery, asked } = setting;
  const held = holding();
  state.reply = held.reply;
  bench.clock.advance(2 * REST_MS);
  const trial = embedQuery(alice, "trial");
  await expect.poll(asked).toHaveLength(3);
  const others = await queryAll(embedQuery, [...manyQueries, "trial"]);
  expect(others.every(({ degraded }) => degraded?.includes("503"))).toBe(true);
  expect(asked().slice(2)).toEqual(["trial"]);
  held.answer(goodReply);
  expect((await trial).vector).toBeDefined();
});

it("of ten searches that come when the rest is over exactly one asks", async () => {
  const setting = await openQueryBench();
  await failInARow(setting, 1);
  setting.bench.clock.advance(REST_MS);
  await queryAll(setting.embedQuery);
  expect(setting.asked()).toHaveLength(2);
});

it("a success clears everything: the next failure is a first one", async () => {
  const setting = await openQueryBench();
  await failInARow(setting, 4);
  const { bench, state, embedQuery } = setting;
  state.reply = goodReply;
  bench.clock.advance(LONGEST_REST_MS);
  expect((await embedQuery(alice, "boiler")).vector).toBeDefined();
  expect((await queryAll(embedQuery)).every(({ vector }) => vector !== undefined)).toBe(true);
  await failInARow(setting, 1);
  state.reply = goodReply;
  bench.clock.advance(REST_MS);
  expect((await embedQuery(alice, "garage")).vector).toBeDefined();
});

it("failures of requests that were under way together count as one", async () => {
  const { bench, state, embedQuery, asked } = await openQueryBench();
  const held = holding();
  state.reply = held.reply;
  const all = queryAll(embedQuery, ["one", "two", "three", "four"]);
  await expect.poll(asked).toHaveLength(1);
  state.reply = busy;
  held.answer(goodReply);
  expect((await all).filter(({ degraded }) => degraded?.includes("503"))).toHaveLength(3);
  state.reply = goodReply;
  bench.clock.advance(REST_MS);
  expect((await embedQuery(alice, "five")).vector).toBeDefined();
});

it("a clock that is set back does not make the rest longer", async () => {
  const { bench, state, embedQuery } = await openQueryBench();
  state.reply = busy;
  await embedQuery(alice, "boiler");
  state.reply = goodReply;
  bench.clock.advance(-60 * MINUTE_MS);
  expect((await embedQuery(alice, "boiler")).vector).toBeDefined();
});
