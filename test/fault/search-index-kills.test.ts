import { join } from "node:path";
import Database from "better-sqlite3";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type Clock, systemClock } from "../../src/domain/clock.ts";
import { parseOwner } from "../../src/domain/owner.ts";
import type { Store } from "../../src/domain/store.ts";
import { openSqliteStore } from "../../src/store/sqlite/open.ts";
import { MIGRATIONS, silent } from "../contract/backends.ts";
import { loadAnalyser } from "../helpers/analyser.ts";
import { makeTempDir } from "../helpers/temp-dir.ts";
import { buildChild, startChild } from "./build-child.ts";

const OWNER = parseOwner("ada");
const AUTHOR = { by: "test", tool: "remember" };
const ENTRIES = 6_000;
/** Longer than a claim on an index lasts. */
const HOUR_MS = 3_600_000;

const path = join(makeTempDir(), "awareness.db");
/** A claim of a process that was killed runs out first. */
const later: Clock = { now: () => systemClock.now() + HOUR_MS };
let program: string;
let store: Store;

const open = (clock: Clock) =>
  openSqliteStore({ path, migrationsDir: MIGRATIONS, autoMigrate: true, clock, log: silent, loadAnalyser });

beforeAll(async () => {
  program = await buildChild("index");
  store = await open(systemClock);
  const numbers = Array.from({ length: ENTRIES }, (_, number) => number);
  await Promise.all(numbers.map((number) => store.entries.insert(OWNER, toNote(number), AUTHOR)));
});

afterAll(() => store.close());

/** Words of letters only, so that each is one term. */
const wordOf = (number: number) =>
  `unique${[...String(number)].map((digit) => "abcdefghij"[Number(digit)]).join("")}z`;

function toNote(number: number) {
  const data = { description: `everywhere ${wordOf(number)} ${wordOf(number % 100)}` };
  return { id: `note-${number}`, type: "note" as const, source: "home", tags: ["a"], data };
}

async function killAfter(ms: number): Promise<string> {
  const { child, ended } = startChild(program, [path]);
  await new Promise((resolve) => child.stdout?.once("data", resolve));
  setTimeout(() => child.kill("SIGKILL"), ms);
  return (await ended).stdout;
}

function releaseClaims(): void {
  const db = new Database(path);
  db.prepare("UPDATE search_owners SET claimed_until = 0").run();
  db.close();
}

async function requireWhole(): Promise<void> {
  await store.search.update({ all: true });
  const db = new Database(path, { readonly: true });
  const count = (sql: string) => db.prepare<[], number>(sql).pluck().get();
  expect(count("SELECT count(*) FROM search_documents")).toBe(ENTRIES);
  expect(count("SELECT count(*) FROM search_segments WHERE live = 0")).toBe(0);
  expect(count("SELECT sum(found) FROM search_postings WHERE term = 'everywhere'")).toBe(ENTRIES);
  expect(count("SELECT sum(entries) FROM search_languages")).toBe(ENTRIES);
  const strays =
    "SELECT count(*) FROM search_postings WHERE segment NOT IN (SELECT segment FROM search_segments)";
  expect(count(strays)).toBe(0);
  db.close();
  for (const number of [0, 101, 2_047, 2_048, 2_049, 4_095, 4_096, 5_999]) {
    const { hits } = await store.search.search(OWNER, { query: wordOf(number), filter: {}, limit: 1 });
    expect(hits[0]?.entry.id).toBe(`note-${number}`);
  }
}

it("an index whose makers are killed again and again is whole in the end", async () => {
  const said: string[] = [];
  for (const ms of [1, 20, 60, 120, 200, 300, 450]) {
    said.push(await killAfter(ms));
    releaseClaims();
  }
  expect(said.filter((text) => !text.includes("done")).length).toBeGreaterThan(2);
  await requireWhole();
});

it("searches find every entry while another process is at work on the index", async () => {
  const db = new Database(path);
  db.exec(
    "DELETE FROM search_postings; DELETE FROM search_segments; DELETE FROM search_languages; DELETE FROM search_owners; DELETE FROM search_documents",
  );
  db.close();
  const { ended } = startChild(program, [path]);
  const { hits } = await store.search.search(OWNER, { query: wordOf(ENTRIES - 1), filter: {}, limit: 1 });
  expect(hits[0]?.entry.id).toBe(`note-${ENTRIES - 1}`);
  expect((await ended).stdout).toContain("done");
  await requireWhole();
});

it("two processes that index at once leave one whole index", async () => {
  const db = new Database(path);
  db.exec("UPDATE search_owners SET indexed_rev = 0");
  db.close();
  const children = [startChild(program, [path]), startChild(program, [path])];
  for (const { ended } of children) expect((await ended).stderr).toBe("");
  await store.close();
  store = await open(later);
  await store.search.update({ all: true });
  const { hits } = await store.search.search(OWNER, { query: wordOf(7), filter: {}, limit: 1 });
  expect(hits[0]?.entry.id).toBe("note-7");
});
