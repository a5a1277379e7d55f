import { afterEach, expect, it } from "vitest";
import { sendJson, startProvider } from "../embeddings/support.ts";
import type { AnyClient } from "../helpers/any-client.ts";
import { connectClient } from "../helpers/clients.ts";
import { runProgram } from "../helpers/program.ts";
import { startHttpServer } from "../helpers/server-process.ts";
import { makeTempDir } from "../helpers/temp-dir.ts";

const NOTES = [
  "The automobile is parked in garage three",
  "Dr Rahimi is the physician in Baker street",
  "Pizza needs slow yeast and a hot stone",
  "The boiler is serviced every October",
];
/** What the provider takes for the same thing. */
const SENSES = [
  /\b(automobile|car|vehicle)s?\b/i,
  /\b(physician|doctor)s?\b/i,
  /\bpizza\b/i,
  /\b(boiler|heating)\b/i,
];

const clients: AnyClient[] = [];
afterEach(async () => {
  await Promise.all(clients.splice(0).map((client) => client.close()));
});

/** A provider that knows what some words mean, and nothing else. */
const startMeaning = () =>
  startProvider((response, { body }) => {
    const embeddings = body.input.map((text) => [...SENSES.map((sense) => (sense.test(text) ? 5 : 0)), 1]);
    sendJson(response, { model: body.model, embeddings });
  });

async function startAll() {
  const provider = await startMeaning();
  const env = {
    AWARENESS_EMBEDDING_PROVIDER: "ollama",
    AWARENESS_EMBEDDING_URL: provider.url,
    AWARENESS_EMBEDDING_MODEL: "senses",
  };
  const dataDir = makeTempDir();
  const server = await startHttpServer({ dataDir, env });
  const client = await connectClient("v2 modern", {
    kind: "http",
    url: server.url,
    token: await server.mint(),
  });
  clients.push(client);
  for (const description of NOTES) {
    await client.callTool("remember", { source: "home", tags: ["house"], description });
  }
  const call = async (name: string, args: object = {}) => (await client.callTool(name, { ...args })).json;
  return { provider, server, env, dataDir, call };
}

it("finds what no word of the query says, says how near it is, and goes on by words while the provider is down", async () => {
  const { provider, call } = await startAll();
  const { failed, remaining } = await call("backfill_embeddings");
  expect({ failed, remaining }).toEqual({ failed: 0, remaining: 0 });

  const found = await call("search", { query: "my car", explain: true });
  expect(found.results[0]).toMatchObject({
    title: NOTES[0],
    explanation: { vector: { cosine: expect.any(Number) } },
  });
  expect(found.results[0].similarity).toBeGreaterThan(0.8);
  expect(found.degraded).toBeUndefined();
  const hinted = await call("get_knowledge", { hint: "doctor" });
  expect(hinted.entries).toHaveLength(NOTES.length);
  expect(hinted.entries[0].data.description).toBe(NOTES[1]);

  await provider.stop();
  const words = await call("search", { query: "boiler service" });
  expect(words.results[0].title).toBe(NOTES[3]);
  expect(words.degraded).toContain("cannot be reached");
  expect(await call("search", { query: "vehicles" })).toMatchObject({ results: [] });
});

it("the doctor says what waits and why, and a provider that comes late embeds what was written before it", async () => {
  const { server, env, dataDir, call } = await startAll();
  await call("backfill_embeddings");
  const healthy = await runProgram({ dataDir, env, args: ["doctor", "--json"] }).catch(
    ({ stdout }) => stdout,
  );
  expect(JSON.parse(healthy).checks).toEqual(
    expect.arrayContaining([
      expect.objectContaining({ check: "providers", status: "pass" }),
      expect.objectContaining({ check: "embeddings", detail: expect.stringContaining("waiting 0") }),
    ]),
  );
  await server.stop();

  const plain = await startHttpServer({ dataDir });
  const client = await connectClient("v2 modern", {
    kind: "http",
    url: plain.url,
    token: await plain.mint(),
  });
  clients.push(client);
  await client.callTool("remember", {
    source: "home",
    tags: [],
    description: "The heating engineer is Ms Okafor",
  });
  expect((await client.callTool("backfill_embeddings")).json).toMatchObject({
    error: { code: "unavailable", message: expect.stringContaining("No embedding provider") },
  });
  await client.close();
  await plain.stop();

  const again = await startHttpServer({ dataDir, env });
  const late = await connectClient("v2 modern", { kind: "http", url: again.url, token: await again.mint() });
  clients.push(late);
  expect((await late.callTool("backfill_embeddings")).json.remaining).toBe(0);
  const { results } = (await late.callTool("search", { query: "boiler" })).json;
  expect(results.map(({ title }: { title: string }) => title)).toContain("The heating engineer is Ms Okafor");
});
