import Database from "better-sqlite3";
import { expect, it } from "vitest";
import { LEASE_MS } from "../../src/domain/embeddings/lease-work.ts";
import { alice, anEntry, author } from "../contract/fixtures.ts";
import {
  askedFor,
  goodReply,
  nearestTo,
  openBench,
  rewrite,
  textOf,
  vectorOf,
  workOff,
  write,
} from "./queue-support.ts";
import { answerOf, sendJson, startProvider } from "./support.ts";

const numbered = (count: number) => Array.from({ length: count }, (_, index) => `note ${index}`);

it("everything that is written is embedded once, many short texts in one request", async () => {
  const provider = await startProvider(goodReply);
  const bench = await openBench(provider);
  await write(bench, numbered(70));
  await bench.work();
  expect(askedFor(provider.received)).toEqual(numbered(70));
  expect(provider.received).toHaveLength(3);
  expect(await bench.embedder.counts(alice)).toEqual({ waiting: 0, failed: 0, embedded: 70 });
  expect(await nearestTo(bench, "note 42")).toBe("note 42");
});

it("an edit is embedded again, and one that changes no text asks nobody", async () => {
  const provider = await startProvider(goodReply);
  const bench = await openBench(provider);
  await write(bench, ["before", "other"]);
  await bench.work();
  await rewrite(bench, "before", "after");
  await bench.store.entries.change(alice, "other", () => ({ kind: "updated", language: "de" }), author);
  expect(await bench.embedder.round(alice, { limit: 10 })).toMatchObject({
    refreshed: 1,
    unchanged: 1,
    fresh: 0,
  });
  expect(askedFor(provider.received)).toEqual(["before", "other", "after"]);
  expect(await nearestTo(bench, "after")).toBe("before");
  expect(await nearestTo(bench, "before")).toBeUndefined();
});

it("what is deleted loses its vectors, and has them again when it is restored", async () => {
  const bench = await openBench(await startProvider(goodReply));
  await write(bench, ["a", "b"]);
  await bench.work();
  await bench.store.trash.trash(alice, { by: "id", id: "a" }, author);
  await bench.work();
  expect(await bench.embedder.counts(alice)).toMatchObject({ embedded: 1 });
  expect(await nearestTo(bench, "a")).toBeUndefined();
  await bench.store.trash.restore(alice, { by: "id", id: "a" }, author);
  await bench.work();
  expect(await nearestTo(bench, "a")).toBe("a");
});

it("an entry that is edited while it is embedded is embedded again, and its old text is not found", async () => {
  let edited = false;
  const provider = await startProvider(async (response, received, nth) => {
    if (!edited) {
      edited = true;
      await rewrite(bench, "a", "new");
    }
    goodReply(response, received, nth);
  });
  const bench = await openBench(provider);
  await write(bench, ["a", "b"]);
  expect(await bench.embedder.round(alice, { limit: 10 })).toMatchObject({ fresh: 1, overtaken: 1 });
  await bench.work();
  expect(askedFor(provider.received)).toEqual(["a", "b", "new"]);
  expect(await nearestTo(bench, "new")).toBe("a");
  expect(await bench.embedder.counts(alice)).toEqual({ waiting: 0, failed: 0, embedded: 2 });
});

it("a process that is killed in the middle loses nothing, and only what it was at is embedded twice", async () => {
  let killed = false;
  const provider = await startProvider(async (response, received, nth) => {
    if (!killed && nth === 2) {
      killed = true;
      await first.close();
    }
    goodReply(response, received, nth);
  });
  const first = await openBench(provider);
  await write(first, numbered(70));
  await expect(workOff(first.embedder)).rejects.toMatchObject({ code: "unavailable" });

  const second = await first.again();
  await second.work();
  // The rest is embedded at once; what the dead process had taken is left to it for as long as its lease says.
  expect(await second.embedder.counts(alice)).toMatchObject({ waiting: 32, embedded: 38 });
  second.clock.advance(LEASE_MS);
  await second.work();
  expect(await second.embedder.counts(alice)).toEqual({ waiting: 0, failed: 0, embedded: 70 });
  const asked = askedFor(provider.received);
  expect(new Set(asked)).toEqual(new Set(numbered(70)));
  const twice = asked.filter((text, index) => asked.indexOf(text) !== index);
  expect(twice.sort()).toEqual(numbered(64).slice(32).sort());
});

it("two processes on one file share the work: nothing is left out and nothing done twice", async () => {
  const provider = await startProvider(goodReply);
  const bench = await openBench(provider);
  const other = await bench.again();
  await write(bench, numbered(150));
  await Promise.all([bench.work(), other.work()]);
  await Promise.all([bench.work(), other.work()]);
  const asked = askedFor(provider.received);
  expect([...asked].sort()).toEqual([...numbered(150)].sort());
  expect(await other.embedder.counts(alice)).toEqual({ waiting: 0, failed: 0, embedded: 150 });
});

it("a long entry is embedded in several requests, and its lease lasts as long as that takes", async () => {
  let nested = false;
  const provider = await startProvider(async (response, received, nth) => {
    bench.clock.advance(LEASE_MS * 0.4);
    // Another process looks for work all the time.
    if (!nested) {
      nested = true;
      await other.work();
      nested = false;
    }
    goodReply(response, received, nth);
  });
  const bench = await openBench(provider);
  const other = await bench.again();
  const content = Array.from({ length: 30_000 }, (_, index) => `word${index}`).join(" ");
  await bench.store.entries.insert(alice, anEntry({ id: "long", data: { content } }), author);
  expect(await bench.embedder.round(alice, { limit: 1 })).toMatchObject({ fresh: 1 });
  expect(provider.received.length).toBeGreaterThan(4);
  const asked = provider.received.flatMap(({ body }) => body.input);
  expect(asked.every((text) => text.startsWith("type: note\n"))).toBe(true);
  expect(new Set(asked).size).toBe(asked.length);
  const last = Float32Array.from(vectorOf(asked.at(-1) ?? ""));
  expect(await other.index.nearest(alice, "m", last, { count: 5 })).toHaveLength(1);
});

it("a long entry whose vectors differ in length is a failure", async () => {
  const provider = await startProvider((response, { body }, nth) =>
    sendJson(
      response,
      answerOf(
        "ollama",
        body.input.map((text) => vectorOf(text, nth === 2 ? 8 : 16)),
      ),
    ),
  );
  const bench = await openBench(provider);
  const content = Array.from({ length: 12_000 }, (_, index) => `word${index}`).join(" ");
  await bench.store.entries.insert(alice, anEntry({ data: { content } }), author);
  expect(await bench.embedder.round(alice, { limit: 1 })).toMatchObject({ failed: 1 });
  expect(await bench.embedder.counts(alice)).toMatchObject({
    embedded: 0,
    lastError: { code: "bad_answer" },
  });
});

it("a model that suddenly gives vectors of another length is started anew; one such answer alone is a failure", async () => {
  let dimensions = 16;
  const provider = await startProvider((response, { body }) =>
    sendJson(
      response,
      answerOf(
        "ollama",
        body.input.map((text) => vectorOf(text, text.includes("odd") ? 8 : dimensions)),
      ),
    ),
  );
  const bench = await openBench(provider);
  await write(bench, ["a", "b"]);
  await bench.work();
  await write(bench, ["odd", "c"]);
  await bench.work();
  expect(await bench.embedder.counts(alice)).toMatchObject({
    failed: 1,
    embedded: 3,
    lastError: {
      code: "bad_answer",
      message: expect.stringMatching(/8 dimensions where others of m have 16/),
    },
  });
  expect(await nearestTo(bench, "c")).toBe("c");

  dimensions = 12;
  await rewrite(bench, "a", "changed");
  await bench.work();
  const vector = Float32Array.from(vectorOf(textOf("b"), 12));
  expect(await bench.index.nearest(alice, "m", vector, { count: 10 })).toHaveLength(3);
  expect(await bench.embedder.counts(alice)).toMatchObject({ waiting: 0, embedded: 3 });
});

it("a damaged entry is given up, and those behind it are embedded", async () => {
  const provider = await startProvider(goodReply);
  const bench = await openBench(provider);
  await write(bench, ["a", "b"]);
  const db = new Database(bench.path);
  db.prepare("UPDATE entries SET data = '{' WHERE id = 'a'").run();
  db.close();
  await bench.work();
  expect(askedFor(provider.received)).toEqual(["b"]);
  expect(await bench.embedder.counts(alice)).toMatchObject({ failed: 1, lastError: { code: "damaged" } });
});
