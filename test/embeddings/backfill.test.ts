import { expect, it } from "vitest";
import { backfillEmbeddings } from "../../src/domain/search/backfill-embeddings.ts";
import { alice, author, bob } from "../contract/fixtures.ts";
import {
  askedFor,
  type Bench,
  badFor,
  changing,
  goodReply,
  MINUTE_MS,
  openBench,
  rewrite,
  write,
} from "./queue-support.ts";
import { type Reply, sendJson, startProvider } from "./support.ts";

const refuse: Reply = (response) => sendJson(response, {}, 400);
const numbered = (count: number) => Array.from({ length: count }, (_, index) => `note ${index}`);
const backfill = ({ clock, embedder }: Bench, limit?: number, owner = alice) =>
  backfillEmbeddings({ clock, embedder }, { owner }, { limit });

it("embeds at once what waits, up to the limit, and counts what is left", async () => {
  const provider = await startProvider(goodReply);
  const bench = await openBench(provider);
  await write(bench, numbered(300));
  await write(bench, ["of bob"], bob);
  const counts = { status: "ok", refreshed_embeddings: 0, failed: 0 };
  expect(await backfill(bench, 0)).toEqual({ ...counts, new_embeddings: 0, remaining: 300 });
  expect(await backfill(bench, 45)).toEqual({ ...counts, new_embeddings: 45, remaining: 255 });
  expect(await backfill(bench)).toEqual({ ...counts, new_embeddings: 100, remaining: 155 });
  expect(await backfill(bench, 500)).toEqual({ ...counts, new_embeddings: 155, remaining: 0 });
  expect(await backfill(bench, 500)).toEqual({ ...counts, new_embeddings: 0, remaining: 0 });
  expect(askedFor(provider.received)).toEqual(numbered(300));
});

it("tells new from refreshed, and counts neither what needs no new vectors nor what is in the trash", async () => {
  const bench = await openBench(await startProvider(goodReply));
  await write(bench, ["a", "b", "c", "d"]);
  await backfill(bench);
  await rewrite(bench, "a", "changed");
  await bench.store.entries.change(alice, "b", () => ({ kind: "updated", language: "de" }), author);
  await bench.store.trash.trash(alice, { by: "id", id: "c" }, author);
  await write(bench, ["e"]);
  expect(await backfill(bench)).toMatchObject({ new_embeddings: 1, refreshed_embeddings: 1, remaining: 0 });
});

it("tries failed entries again, given up or not, and says how many fail now", async () => {
  const state = changing(badFor((text) => text.includes("bad"), refuse));
  const bench = await openBench(await startProvider(state.asReply));
  await write(bench, ["good", "bad 1", "bad 2"]);
  const counts = { status: "ok", refreshed_embeddings: 0 };
  expect(await backfill(bench)).toEqual({ ...counts, new_embeddings: 1, failed: 2, remaining: 2 });
  for (let turn = 0; turn < 10; turn += 1) {
    expect(await backfill(bench)).toEqual({ ...counts, new_embeddings: 0, failed: 2, remaining: 2 });
  }
  state.reply = goodReply;
  expect(await backfill(bench)).toEqual({ ...counts, new_embeddings: 2, failed: 0, remaining: 0 });
});

it("without a provider it is unavailable, and says that search works without", async () => {
  const { clock } = await openBench(await startProvider(goodReply));
  await expect(backfillEmbeddings({ clock }, { owner: alice }, {})).rejects.toMatchObject({
    code: "unavailable",
    message: expect.stringContaining("search works without one"),
  });
});

it("with a provider that is down it is unavailable and says why; it asks although a pause is in force", async () => {
  const state = changing(((response) => sendJson(response, {}, 401)) as Reply);
  const provider = await startProvider(state.asReply);
  const bench = await openBench(provider);
  await write(bench, ["a"]);
  for (let turn = 1; turn <= 3; turn += 1) {
    await expect(backfill(bench)).rejects.toMatchObject({
      code: "unavailable",
      retryable: true,
      message: expect.stringMatching(
        /does not accept the key \(401\); correct AWARENESS_EMBEDDING_API_KEY\.$/,
      ),
    });
    expect(provider.received).toHaveLength(turn);
  }
  state.reply = goodReply;
  expect(await backfill(bench)).toMatchObject({ new_embeddings: 1, remaining: 0 });
});

it("counts what was done when the provider fails in the middle, and says why it stopped", async () => {
  const provider = await startProvider((response, received, nth) =>
    nth === 1 ? goodReply(response, received, nth) : sendJson(response, {}, 401),
  );
  const bench = await openBench(provider);
  await write(bench, numbered(50));
  expect(await backfill(bench)).toEqual({
    status: "ok",
    new_embeddings: 32,
    refreshed_embeddings: 0,
    failed: 0,
    remaining: 18,
    stopped: expect.stringContaining("401"),
  });
});

it("ends in time with a slow provider, and leaves the rest to the next call", async () => {
  const provider = await startProvider((response, received, nth) => {
    bench.clock.advance(MINUTE_MS / 2);
    goodReply(response, received, nth);
  });
  const bench = await openBench(provider);
  await write(bench, numbered(200));
  expect(await backfill(bench, 500)).toMatchObject({ new_embeddings: 64, remaining: 136 });
});
