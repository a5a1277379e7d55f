import { chmodSync, existsSync, readdirSync, readFileSync, truncateSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import Database from "better-sqlite3";
import { describe, expect, it } from "vitest";
import { inspectSqlite } from "../../src/store/sqlite/inspect.ts";
import { openSqliteStore } from "../../src/store/sqlite/open.ts";
import { createTestClock, MIGRATIONS, silent } from "../contract/backends.ts";
import { alice, anEntry, author } from "../contract/fixtures.ts";
import { loadAnalyser } from "../helpers/analyser.ts";
import { makeTempDir } from "../helpers/temp-dir.ts";

async function aStore() {
  const path = join(makeTempDir(), "store.db");
  const clock = createTestClock();
  const store = await openSqliteStore({
    loadAnalyser,
    path,
    migrationsDir: MIGRATIONS,
    autoMigrate: true,
    clock,
    log: silent,
  });
  await Promise.all(Array.from({ length: 300 }, () => store.entries.insert(alice, anEntry(), author)));
  return { path, store };
}

async function statusOf(path: string): Promise<Record<string, string>> {
  const found = await inspectSqlite(path);
  for (const { status, remedy } of found) expect(remedy === undefined).toBe(status === "pass");
  return Object.fromEntries(found.map(({ check, status }) => [check, status]));
}

describe("inspecting a SQLite file", () => {
  it("finds a good one good, at rest and in use, and leaves no trace", async () => {
    const { path, store } = await aStore();
    const inUse = await statusOf(path);
    await store.close();
    const before = readFileSync(path);
    expect(await statusOf(path)).toEqual(inUse);
    expect(new Set(Object.values(inUse))).toEqual(new Set(["pass"]));
    expect(Object.keys(inUse)).toEqual(
      "sqlite folder filesystem file readable integrity references search_index".split(" "),
    );
    expect(readFileSync(path).equals(before)).toBe(true);
    expect(readdirSync(dirname(path))).toEqual(["store.db"]);
  });

  it("says that a missing one will be made, and does not make it", async () => {
    const path = join(makeTempDir(), "deep", "store.db");
    expect(await statusOf(path)).toMatchObject({ folder: "pass", filesystem: "pass", file: "pass" });
    expect(existsSync(dirname(path))).toBe(false);
  });

  it("warns when others may read the file or the folder", async () => {
    const { path, store } = await aStore();
    await store.close();
    chmodSync(path, 0o640);
    chmodSync(dirname(path), 0o755);
    expect(await statusOf(path)).toMatchObject({ folder: "warn", file: "warn", integrity: "pass" });
  });

  it("finds a page of zeros", async () => {
    const { path, store } = await aStore();
    await store.close();
    const bytes = readFileSync(path);
    bytes.fill(0, bytes.length - 8192, bytes.length);
    writeFileSync(path, bytes);
    expect(await statusOf(path)).toMatchObject({ integrity: "fail" });
  });

  it("finds rows that point nowhere", async () => {
    const { path, store } = await aStore();
    await store.close();
    const db = new Database(path);
    db.pragma("foreign_keys = OFF");
    db.exec("INSERT INTO reads (owner_id, entry_id, at, tool) VALUES ('alice', 'gone', 1, 't')");
    db.close();
    expect(await statusOf(path)).toMatchObject({ integrity: "pass", references: "fail" });
  });

  it("fails in one finding for a file that is cut off, and for what is not a database", async () => {
    const { path, store } = await aStore();
    await store.close();
    truncateSync(path, 9000);
    expect(await statusOf(path)).toMatchObject({ content: "fail" });
    const text = join(makeTempDir(), "text.db");
    writeFileSync(text, "hello".repeat(100));
    expect(await statusOf(text)).toMatchObject({ content: "fail" });
    expect(await statusOf(join(text, "store.db"))).toMatchObject({ file: "fail" });
  });
});
