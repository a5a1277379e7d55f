import { join } from "node:path";
import Database from "better-sqlite3";
import { describe, expect, it } from "vitest";
import { openSqliteStore } from "../../src/store/sqlite/open.ts";
import { createTestClock, MIGRATIONS, silent } from "../contract/backends.ts";
import { alice, anEntry, author } from "../contract/fixtures.ts";
import { loadAnalyser } from "../helpers/analyser.ts";
import { turnsDuring } from "../helpers/event-loop.ts";
import { makeTempDir } from "../helpers/temp-dir.ts";

async function openFile(busyTimeoutMs?: number) {
  const path = join(makeTempDir(), "store.db");
  const options = {
    path,
    migrationsDir: MIGRATIONS,
    autoMigrate: true,
    clock: createTestClock(),
    log: silent,
  };
  const store = await openSqliteStore({
    loadAnalyser,
    ...options,
    ...(busyTimeoutMs === undefined ? {} : { busyTimeoutMs }),
  });
  return { path, store, insert: (parts = {}) => store.entries.insert(alice, anEntry(parts), author) };
}

describe("writes to a SQLite file", () => {
  it("wait for another program's lock without stopping the event loop, and then succeed", async () => {
    const { path, store, insert } = await openFile();
    const other = new Database(path, { timeout: 0 });
    other.exec("BEGIN IMMEDIATE");
    const writes = Promise.all([insert(), insert()]);
    let reads = 0;
    for (const until = performance.now() + 300; performance.now() < until; reads += 1) {
      expect(await store.entries.count(alice, {})).toBe(0);
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect(reads).toBeGreaterThan(20);
    other.exec("COMMIT");
    await writes;
    expect(await store.entries.count(alice, {})).toBe(2);
    other.close();
    await store.close();
  });

  it("give up as retryable when the lock stays, and work again when it goes", async () => {
    const { path, store, insert } = await openFile(100);
    const other = new Database(path, { timeout: 0 });
    other.exec("BEGIN IMMEDIATE");
    const results = await Promise.allSettled([insert(), insert()]);
    const refusal = { code: "unavailable", retryable: true, details: { reason: "locked" } };
    expect(results).toMatchObject([
      { status: "rejected", reason: refusal },
      { status: "rejected", reason: refusal },
    ]);
    other.exec("ROLLBACK");
    other.close();
    await insert();
    expect(await store.entries.count(alice, {})).toBe(1);
    await store.close();
  });

  it("asked for in one turn share commits but not failures", async () => {
    const { path, store, insert } = await openFile();
    const results = await Promise.allSettled(
      Array.from({ length: 300 }, (_, n) => insert({ id: `e${n % 100}` })),
    );
    expect(results.filter(({ status }) => status === "fulfilled")).toHaveLength(100);
    expect(await store.entries.count(alice, {})).toBe(100);
    const other = new Database(path, { readonly: true });
    expect(other.prepare("SELECT count(*) FROM entries").pluck().get()).toBe(100);
    expect(other.prepare("SELECT count(*) FROM entry_tags").pluck().get()).toBe(200);
    other.close();
    await store.close();
  });

  it("are on disk, for every other connection, when they are answered", async () => {
    const { path, store, insert } = await openFile();
    const other = new Database(path, { readonly: true });
    const count = other.prepare("SELECT count(*) FROM entries").pluck();
    for (let n = 1; n <= 20; n += 1) {
      await insert();
      expect(count.get()).toBe(n);
    }
    other.close();
    await store.close();
  });

  it("leave the event loop room while thousands wait", async () => {
    const { store, insert } = await openFile();
    const writes = Promise.all(Array.from({ length: 3000 }, () => insert()));
    expect(await turnsDuring(writes)).toBeGreaterThanOrEqual(Math.floor(3000 / 256));
    expect(await store.entries.count(alice, {})).toBe(3000);
    await store.close();
  });

  it("that wait are finished before the store closes; later ones are refused, and so are reads", async () => {
    const { path, store, insert } = await openFile();
    const writes = Promise.all(Array.from({ length: 600 }, () => insert()));
    await store.close();
    expect(await writes).toHaveLength(600);
    const closed = { code: "unavailable", details: { reason: "closed" } };
    await expect(insert()).rejects.toMatchObject(closed);
    await expect(store.entries.count(alice, {})).rejects.toMatchObject(closed);
    await expect(store.check()).rejects.toMatchObject(closed);
    const other = new Database(path, { readonly: true });
    expect(other.prepare("SELECT count(*) FROM entries").pluck().get()).toBe(600);
    other.close();
  });

  it("that cannot be committed are all rejected and leave nothing behind", async () => {
    const { path, store, insert } = await openFile();
    await insert();
    const breaker = new Database(path);
    breaker.exec(
      "CREATE TABLE parent (n PRIMARY KEY); CREATE TABLE child (n REFERENCES parent DEFERRABLE INITIALLY DEFERRED)",
    );
    breaker.exec("CREATE TRIGGER breaks AFTER INSERT ON entries BEGIN INSERT INTO child VALUES (1); END");
    const results = await Promise.allSettled([insert(), insert(), insert()]);
    expect(results.map(({ status }) => status)).toEqual(["rejected", "rejected", "rejected"]);
    expect(await store.entries.count(alice, {})).toBe(1);
    breaker.exec("DROP TRIGGER breaks");
    await insert();
    expect(await store.entries.count(alice, {})).toBe(2);
    breaker.close();
    await store.close();
  });
});
