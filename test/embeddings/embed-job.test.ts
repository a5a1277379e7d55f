import Database from "better-sqlite3";
import pino from "pino";
import { expect, it, onTestFinished, vi } from "vitest";
import { createEmbedJob } from "../../src/app/jobs/embed.ts";
import type { Embedder } from "../../src/domain/embeddings/embed-entries.ts";
import { alice, bob } from "../contract/fixtures.ts";
import {
  askedFor,
  type Bench,
  changing,
  DAY_MS,
  goodReply,
  MINUTE_MS,
  nearestTo,
  openBench,
  SECOND_MS,
  write,
} from "./queue-support.ts";
import { type Reply, sendJson, startProvider } from "./support.ts";

const down: Reply = (response) => sendJson(response, {}, 503);

/** Starts the job, which looks for work all the time, until the test ends. */
function startJob({ embeddings, clock, embedder }: Bench, using: Embedder = embedder) {
  const lines: string[] = [];
  const log = pino({ level: "debug" }, { write: (line: string) => lines.push(line) });
  const job = createEmbedJob({ store: embeddings, embedder: using, clock, log, everyMs: 1 });
  let stopped: Promise<void> | undefined;
  const stop = () => {
    stopped ??= job.stop();
    return stopped;
  };
  onTestFinished(stop);
  job.start();
  return { lines, stop };
}

const until = (check: () => Promise<boolean>) => vi.waitUntil(check, { timeout: 20_000, interval: 5 });
const embedded = ({ embedder }: Bench, count: number, owner = alice) =>
  until(async () => (await embedder.counts(owner)).embedded === count);

/** Waits until the job has done what it does about everything that was written; writes two more notes for that. */
async function untilDone(bench: Bench): Promise<void> {
  const db = new Database(bench.path, { readonly: true });
  const unseen = db
    .prepare("SELECT max(rev) > (SELECT max(queued_rev) FROM embedding_state) FROM entries")
    .pluck();
  // What is written while the job is at work is looked at when that is over.
  for (const text of ["one more", "and another"]) {
    await write(bench, [text]);
    await until(async () => unseen.get() === 0);
  }
  db.close();
}

it("what is written while the server runs is embedded soon, for every owner", async () => {
  const provider = await startProvider(goodReply);
  const bench = await openBench(provider);
  await write(bench, ["a", "b"]);
  const { lines } = startJob(bench);
  await embedded(bench, 2);
  await write(bench, ["c"]);
  await write(bench, ["d"], bob);
  await embedded(bench, 3);
  await embedded(bench, 1, bob);
  expect([...askedFor(provider.received)].sort()).toEqual(["a", "b", "c", "d"]);
  expect(lines).toEqual([]);
});

it("what another process on the file has written is embedded too, by either of the two, once", async () => {
  const provider = await startProvider(goodReply);
  const bench = await openBench(provider);
  const other = await bench.again();
  startJob(bench);
  startJob(other);
  const texts = Array.from({ length: 60 }, (_, index) => `note ${index}`);
  await Promise.all([write(bench, texts.slice(0, 30)), write(other, texts.slice(30))]);
  await embedded(bench, 60);
  expect([...askedFor(provider.received)].sort()).toEqual([...texts].sort());
});

it("while the provider is down it is said once and asked ever less often; then the work goes on by itself", async () => {
  const state = changing(down);
  const provider = await startProvider(state.asReply);
  const bench = await openBench(provider);
  await write(bench, ["a"]);
  const { lines } = startJob(bench);
  const failures = async () => (await bench.embeddings.providers.state("m"))?.failures ?? 0;
  await until(async () => (await failures()) === 1);
  bench.clock.advance(SECOND_MS);
  await until(async () => (await failures()) === 2);
  const asked = provider.received.length;
  bench.clock.advance(SECOND_MS);
  await untilDone(bench);
  expect(provider.received).toHaveLength(asked);
  expect(lines).toHaveLength(1);
  expect(lines[0]).toContain("has failed (503)");
  state.reply = goodReply;
  bench.clock.advance(SECOND_MS);
  await embedded(bench, 3);
  await until(async () => lines.length === 2);
  expect(lines[1]).toContain("embedded again");
});

it("a start asks a provider at once that was left alone, unless it wanted to be", async () => {
  const state = changing(((response) => sendJson(response, {}, 401)) as Reply);
  const provider = await startProvider(state.asReply);
  const bench = await openBench(provider);
  await write(bench, ["a"]);
  for (let turn = 0; turn < 5; turn += 1) {
    await bench.embedder.round(alice, { limit: 1, urgent: true });
  }
  state.reply = goodReply;
  const first = startJob(bench);
  await embedded(bench, 1);
  await first.stop();

  state.reply = (response) => sendJson(response, {}, 429, { "retry-after": "60" });
  await write(bench, ["b"]);
  await bench.embedder.round(alice, { limit: 1 });
  const asked = provider.received.length;
  state.reply = goodReply;
  startJob(bench);
  await untilDone(bench);
  expect(provider.received).toHaveLength(asked);
  bench.clock.advance(MINUTE_MS);
  await embedded(bench, 4);
});

it("after a change of the model the old vectors are found until the new ones are complete, and go a day later", async () => {
  const state = changing(goodReply);
  const provider = await startProvider(state.asReply);
  const bench = await openBench(provider);
  await write(bench, ["a", "b"]);
  const first = startJob(bench);
  await embedded(bench, 2);
  await first.stop();

  state.reply = down;
  const renewed = bench.embedderFor({ model: "new" });
  startJob(bench, renewed);
  await until(async () => (await bench.embeddings.providers.state("new"))?.failures === 1);
  bench.clock.advance(2 * DAY_MS);
  await until(async () => (await bench.embeddings.providers.state("new"))?.failures === 2);
  expect(await bench.embeddings.coverage(alice, "new")).toMatchObject({ models: ["m"], complete: false });
  expect(await nearestTo(bench, "a")).toBe("a");

  state.reply = goodReply;
  bench.clock.advance(MINUTE_MS);
  await until(async () => {
    const { models, complete } = await bench.embeddings.coverage(alice, "new");
    return complete && models.join() === "new";
  });
  expect(await nearestTo(bench, "a", "new")).toBe("a");
  expect(await nearestTo(bench, "a")).toBeUndefined();
});

it("two processes with different models do not remove each other's vectors", async () => {
  const bench = await openBench(await startProvider(goodReply));
  const other = await bench.again();
  startJob(bench);
  const renewed = other.embedderFor({ model: "new" });
  startJob(other, renewed);
  const both = async (count: number) => {
    await embedded(bench, count);
    await until(async () => (await renewed.counts(alice)).embedded === count);
  };
  await write(bench, ["a"]);
  await both(1);
  for (let hour = 0; hour < 48; hour += 1) {
    bench.clock.advance(DAY_MS / 24);
    await write(bench, [`note ${hour}`]);
    await both(hour + 2);
  }
  expect(await bench.embeddings.coverage(alice, "new")).toMatchObject({
    models: ["m", "new"],
    complete: true,
  });
});

it("stops at once, although the provider does not answer, and leaves its entries to others", async () => {
  const asked: string[] = [];
  const state = changing(((_, { body }) => void asked.push(...body.input)) as Reply);
  const bench = await openBench(await startProvider(state.asReply));
  await write(bench, ["a"]);
  const { stop, lines } = startJob(bench);
  await until(async () => asked.length === 1);
  await stop();
  expect(lines).toEqual([]);
  state.reply = goodReply;
  await bench.work();
  expect(await bench.embedder.counts(alice)).toMatchObject({ waiting: 0, embedded: 1 });
});

it("trouble with the database is said once in a minute, not at every look", async () => {
  const bench = await openBench(await startProvider(goodReply));
  await write(bench, ["a"]);
  await bench.close();
  const { lines } = startJob(bench);
  const failed = () => lines.filter((line) => line.includes("The store is closed")).length;
  await until(async () => failed() === 1);
  bench.clock.advance(MINUTE_MS);
  await until(async () => failed() === 2);
  expect(lines).toHaveLength(2);
});
