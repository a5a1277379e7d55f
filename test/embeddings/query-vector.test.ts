import { expect, it } from "vitest";
import { alice, bob } from "../contract/fixtures.ts";
import { busy, manyQueries, openQueryBench, queryAll } from "./query-support.ts";
import { goodReply, vectorOf, workOff, write } from "./queue-support.ts";
import { answerOf, type Reply, sendJson, unit } from "./support.ts";

const missing: Reply = (response, { body }) =>
  sendJson(response, { error: `model "${body.model}" not found, try pulling it first` }, 404);
const refusesLong: Reply = (response) =>
  sendJson(response, { error: "the input length exceeds the context length" }, 400);
const ofLength =
  (dimensions: number): Reply =>
  (response, { body }) =>
    sendJson(
      response,
      answerOf(
        "ollama",
        body.input.map((text) => vectorOf(text, dimensions)),
      ),
    );
const onlyFor =
  (model: string, reply: Reply, others: Reply): Reply =>
  (response, received, nth) =>
    (received.body.model === model ? reply : others)(response, received, nth);

it("a query becomes a vector of the configured model, and further pages do not ask again", async () => {
  const { embedQuery, asked } = await openQueryBench();
  const { vector, degraded } = await embedQuery(alice, "boiler");
  expect(degraded).toBeUndefined();
  expect(vector).toEqual({ model: "m", values: Float32Array.from(unit(vectorOf("boiler"))) });
  expect(await embedQuery(alice, "boiler")).toEqual({ vector });
  expect(asked()).toEqual(["boiler"]);
});

it("for an owner without vectors the provider is never asked, works or not", async () => {
  const { state, embedQuery, asked } = await openQueryBench();
  expect(await embedQuery(bob, "boiler")).toEqual({});
  state.reply = busy;
  await embedQuery(alice, "boiler");
  expect(await embedQuery(bob, "boiler")).toEqual({});
  expect(asked()).toEqual(["boiler"]);
});

it("ten parallel searches all get vectors from a provider that works", async () => {
  const { embedQuery } = await openQueryBench();
  const answers = await queryAll(embedQuery);
  expect(answers.map(({ vector }) => vector?.values)).toEqual(
    manyQueries.map((query) => Float32Array.from(unit(vectorOf(query)))),
  );
});

it("parallel searches for one text ask once", async () => {
  const { embedQuery, asked } = await openQueryBench();
  const answers = await queryAll(embedQuery, Array(10).fill("boiler"));
  expect(answers.every(({ vector }) => vector !== undefined)).toBe(true);
  expect(asked()).toEqual(["boiler"]);
});

it("a text that is too long for the model is no failure of the provider", async () => {
  const { state, embedQuery } = await openQueryBench();
  state.reply = refusesLong;
  const { vector, degraded } = await embedQuery(alice, "boiler");
  expect(vector).toBeUndefined();
  expect(degraded).toMatch(/^[^\n]+\.$/);
  state.reply = goodReply;
  expect((await embedQuery(alice, "garage")).vector).toBeDefined();
});

it("a vector of another length than the stored ones is said, with both lengths, and not used", async () => {
  const { bench, state, embedQuery } = await openQueryBench();
  state.reply = ofLength(24);
  const { vector, degraded } = await embedQuery(alice, "boiler");
  expect(vector).toBeUndefined();
  expect(degraded).toMatch(/^ollama [^\n]*\.$/);
  for (const part of ["24", "16", " m ", "AWARENESS_EMBEDDING_MODEL", "AWARENESS_EMBEDDING_DIMENSIONS"]) {
    expect(degraded).toContain(part);
  }
  expect(await embedQuery(alice, "boiler")).toEqual({ degraded });

  // What the line says helps: one new entry has all embedded anew.
  await write(bench, ["d"]);
  await bench.work();
  expect((await embedQuery(alice, "boiler")).vector?.values).toHaveLength(24);
});

it("a wrong length is no failure of the provider, and a vector known from before does not outlive it", async () => {
  const { state, embedQuery, bench } = await openQueryBench();
  await embedQuery(alice, "known");
  state.reply = ofLength(24);
  expect((await embedQuery(alice, "boiler")).degraded).toBeDefined();
  await write(bench, ["d"]);
  await bench.work();
  expect((await embedQuery(alice, "known")).vector?.values).toHaveLength(24);
  state.reply = goodReply;
  expect((await embedQuery(alice, "garage")).degraded).toContain("16");
  state.reply = ofLength(24);
  expect((await embedQuery(alice, "garage")).vector).toBeDefined();
});

it("the older model is asked while the new one is less full, and not when that is as full", async () => {
  const { bench, embedQuery } = await openQueryBench({ model: "new" });
  const modelFor = async (query: string) => (await embedQuery(alice, query)).vector?.model;
  expect(await modelFor("none")).toBe("m");
  const embedder = bench.embedderFor({ model: "new" });
  for (const model of ["m", "m", "new"]) {
    await embedder.round(alice, { limit: 1 });
    expect(await modelFor(`as full as ${model}`)).toBe(model);
  }
});

it("the new model is asked while it is incomplete but fuller", async () => {
  const { bench, embedQuery } = await openQueryBench({ model: "new" });
  await workOff(bench.embedderFor({ model: "new" }));
  await write(bench, ["d"]);
  expect(await bench.embeddings.coverage(alice, "new")).toMatchObject({ complete: false });
  expect((await embedQuery(alice, "boiler")).vector?.model).toBe("new");
});

it("the length of a vector is compared with those of the model that was asked", async () => {
  const { bench, state, embedQuery } = await openQueryBench({ model: "new" });
  state.reply = onlyFor("m", goodReply, ofLength(24));
  await bench.embedderFor({ model: "new" }).round(alice, { limit: 1 });
  expect((await embedQuery(alice, "boiler")).vector).toMatchObject({ model: "m" });
  await workOff(bench.embedderFor({ model: "new" }));
  const { vector } = await embedQuery(alice, "boiler");
  expect({ model: vector?.model, length: vector?.values.length }).toEqual({ model: "new", length: 24 });
});

it("an older model that the provider no longer has gives way to the new one", async () => {
  const { bench, provider, state, embedQuery } = await openQueryBench({ model: "new" });
  await bench.embedderFor({ model: "new" }).round(alice, { limit: 1 });
  state.reply = onlyFor("m", missing, goodReply);
  expect((await embedQuery(alice, "boiler")).vector).toMatchObject({ model: "new" });
  expect(provider.received.slice(-2).map(({ body }) => body.model)).toEqual(["m", "new"]);
  state.reply = missing;
  expect((await embedQuery(alice, "garage")).degraded).toContain("new");
});
