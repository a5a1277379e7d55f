import { existsSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, expect, it } from "vitest";
import { createThreadedEngine, type ThreadedEngineOptions } from "../../src/app/search/threaded-engine.ts";
import { systemClock } from "../../src/domain/clock.ts";
import { parseOwner } from "../../src/domain/owner.ts";
import type { SearchEngine } from "../../src/domain/search/engine.ts";
import type { Store } from "../../src/domain/store.ts";
import { openSqliteStore } from "../../src/store/sqlite/open.ts";
import { MIGRATIONS, silent } from "../contract/backends.ts";
import { loadAnalyser } from "../helpers/analyser.ts";
import { makeTempDir } from "../helpers/temp-dir.ts";

const OWNER = parseOwner("ada");
const AUTHOR = { by: "test", tool: "remember" };
const THREAD = join(import.meta.dirname, "../../dist/search-thread.js");
const HANGING = join(import.meta.dirname, "children/hanging-search.cjs");
const request = (query: string) => ({ query, filter: {}, limit: 10 });

let store: Store;
let path: string;
const engines: SearchEngine[] = [];

beforeEach(async () => {
  path = join(makeTempDir(), "awareness.db");
  store = await openSqliteStore({
    path,
    migrationsDir: MIGRATIONS,
    autoMigrate: true,
    clock: systemClock,
    log: silent,
    loadAnalyser,
  });
});

afterEach(async () => {
  for (const engine of engines.splice(0)) await engine.close();
  await store.close();
});

function open(options: Partial<ThreadedEngineOptions> = {}): SearchEngine {
  const database = { kind: "sqlite", path } as const;
  const engine = createThreadedEngine({
    program: THREAD,
    database,
    clock: systemClock,
    log: silent,
    ...options,
  });
  engines.push(engine);
  return engine;
}

async function note(id: string, description: string): Promise<void> {
  const entry = { id, type: "note" as const, source: "home", tags: ["a"], data: { description } };
  await store.entries.insert(OWNER, entry, AUTHOR);
}

it("the thread of the built program is there", () => {
  expect(existsSync(THREAD)).toBe(true);
});

it("a search in its thread finds what this thread wrote just now", async () => {
  const engine = open();
  await note("one", "The photo backups are on the NAS");
  expect((await engine.search(OWNER, request("backups"))).hits.map(({ entry }) => entry.id)).toEqual(["one"]);
  await note("two", "Backups of the router");
  expect((await engine.rank(OWNER, request("router"))).map(({ id }) => id)).toEqual(["two"]);
  await engine.update({ all: true });
  expect((await engine.search(OWNER, request("backups"))).hits).toHaveLength(2);
});

it("a search that takes too long ends with an error that says what to do, and the next one is answered", async () => {
  const engine = open({ program: HANGING, timeoutMs: 300 });
  await expect(engine.search(OWNER, request("hang"))).rejects.toMatchObject({
    code: "unavailable",
    retryable: true,
    message: expect.stringContaining("narrow it"),
  });
  expect((await engine.search(OWNER, request("other"))).hits).toEqual([]);
});

it("searches that wait behind one that takes too long are answered all the same", async () => {
  const engine = open({ program: HANGING, timeoutMs: 300 });
  const all = await Promise.allSettled([
    engine.search(OWNER, request("before")),
    engine.search(OWNER, request("hang")),
    engine.search(OWNER, request("behind")),
    engine.search(OWNER, request("hang")),
    engine.search(OWNER, request("last")),
  ]);
  expect(all.map(({ status }) => status)).toEqual([
    "fulfilled",
    "rejected",
    "fulfilled",
    "rejected",
    "fulfilled",
  ]);
});

it("on Postgres a search has its time from when it was asked, and one that is late leaves the others alone", async () => {
  const database = { kind: "postgres", url: "postgres://nobody@localhost/none" } as const;
  const timeoutMs = 2_000;
  const engine = open({ program: HANGING, timeoutMs, database });
  const began = performance.now();
  const late = engine.search(OWNER, request("wait 3500"));
  const refused = expect(late).rejects.toMatchObject({ message: expect.stringContaining("narrow it") });
  await sleep(1_100);
  // Were it asked again in another thread, it would be late as well.
  const beside = engine.search(OWNER, request("wait 1250"));
  await refused;
  expect(performance.now() - began).toBeLessThan(12_000);
  expect((await beside).hits).toEqual([]);

  const stuck = performance.now();
  const refusals: number[] = [];
  const all = ["hang", "behind", "behind"].map((query) =>
    engine.search(OWNER, request(query)).catch(() => refusals.push(performance.now())),
  );
  await Promise.all(all);
  expect(refusals).toHaveLength(3);
  expect(performance.now() - stuck).toBeLessThan(12_000);
  // Nobody's time begins when that of another is over.
  expect(Math.max(...refusals) - Math.min(...refusals)).toBeLessThan(timeoutMs * 0.9);
  // The thread that is stuck is given up, and nobody asks again for those that were refused.
  await sleep(timeoutMs + 500);
  const next = () => engine.search(OWNER, request("next")).then(({ hits }) => hits, String);
  await expect.poll(next, { timeout: 20_000 }).toEqual([]);
});

it("a thread that falls over fails its search, and the next one has a new thread", async () => {
  const engine = open({ program: HANGING });
  await expect(engine.search(OWNER, request("crash"))).rejects.toThrow();
  expect((await engine.search(OWNER, request("other"))).hits).toEqual([]);
});

it("a closed engine refuses instead of starting another thread", async () => {
  const engine = open();
  await engine.close();
  await expect(engine.search(OWNER, request("x"))).rejects.toMatchObject({ code: "unavailable" });
});
