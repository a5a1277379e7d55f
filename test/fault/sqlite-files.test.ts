import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import Database from "better-sqlite3";
import { describe, expect, it } from "vitest";
import { inspectSqlite } from "../../src/store/sqlite/inspect.ts";
import { openSqliteStore } from "../../src/store/sqlite/open.ts";
import { createTestClock, MIGRATIONS, silent } from "../contract/backends.ts";
import { alice, anEntry, author } from "../contract/fixtures.ts";
import { loadAnalyser } from "../helpers/analyser.ts";
import { makeTempDir } from "../helpers/temp-dir.ts";

const clock = createTestClock();
const open = (path: string) =>
  openSqliteStore({ loadAnalyser, path, migrationsDir: MIGRATIONS, autoMigrate: true, clock, log: silent });

async function aDatabase(notes = 50): Promise<string> {
  const path = join(makeTempDir(), "store.db");
  const store = await open(path);
  await Promise.all(Array.from({ length: notes }, () => store.entries.insert(alice, anEntry(), author)));
  await store.close();
  return path;
}

/** The whole folder: names and bytes. */
function contentOf(folder: string): Record<string, string> {
  return Object.fromEntries(
    readdirSync(folder).map((name) => [name, readFileSync(join(folder, name)).toString("base64")]),
  );
}

async function refusesUntouched(path: string, reason: string): Promise<void> {
  const before = contentOf(dirname(path));
  const error = await open(path).then(
    () => undefined,
    (failure: Error) => failure,
  );
  expect(error).toMatchObject({ code: "unavailable", retryable: false, details: { reason } });
  expect(error?.message).not.toContain("\n");
  expect(error?.message).not.toContain(dirname(path));
  expect(contentOf(dirname(path))).toEqual(before);
  await inspectSqlite(path);
  expect(contentOf(dirname(path))).toEqual(before);
}

describe("files that are not a whole database of ours are refused and not touched", () => {
  it.each(["wal", "delete"])("another program's database in %s mode", async (mode) => {
    const path = join(makeTempDir(), "other.db");
    const other = new Database(path);
    other.pragma(`journal_mode = ${mode}`);
    other.exec("CREATE TABLE precious (n); INSERT INTO precious VALUES (1)");
    other.close();
    chmodSync(path, 0o600);
    await refusesUntouched(path, "foreign_file");
  });

  it.each([1, 99, 100, 5000])("a file of %i bytes of something else", async (size) => {
    const path = join(makeTempDir(), "notes.txt");
    writeFileSync(path, "x".repeat(size), { mode: 0o600 });
    await refusesUntouched(path, "corrupt");
  });

  it("a database whose header was wiped", async () => {
    const path = await aDatabase();
    const bytes = readFileSync(path);
    writeFileSync(path, bytes.fill(0, 0, 100));
    await refusesUntouched(path, "corrupt");
  });

  it.each([5000, 50_000])("a database cut off after %i bytes", async (size) => {
    const path = await aDatabase();
    truncateSync(path, size);
    await refusesUntouched(path, "corrupt");
  });

  it.each(["empty", "gone"])("a database whose main file is %s while its log is there", async (state) => {
    const path = await aDatabase();
    if (state === "empty") truncateSync(path, 0);
    const folder = state === "empty" ? dirname(path) : makeTempDir();
    const main = join(folder, "store.db");
    writeFileSync(`${main}-wal`, "a log that SQLite would throw away", { mode: 0o600 });
    await refusesUntouched(main, "corrupt");
  });

  it("a folder in the place of the file, and a file in the place of the folder", async () => {
    const folder = join(makeTempDir(), "store.db");
    mkdirSync(folder);
    await expect(open(folder)).rejects.toMatchObject({ details: { reason: "cannot_open" } });
    const file = join(makeTempDir(), "data");
    writeFileSync(file, "mine");
    await expect(open(join(file, "store.db"))).rejects.toMatchObject({ details: { reason: "cannot_open" } });
    await expect(open(join(file, "deep", "store.db"))).rejects.toThrow("a file is in its place");
    expect(readFileSync(file, "utf8")).toBe("mine");
  });
});

describe("a database file", () => {
  it("and its helper files are private from the first moment, whatever the umask", async () => {
    const before = process.umask(0);
    try {
      const path = join(makeTempDir(), "data", "store.db");
      const store = await open(path);
      await store.entries.insert(alice, anEntry(), author);
      const modes = readdirSync(dirname(path)).map((name) => [
        name,
        statSync(join(dirname(path), name)).mode & 0o777,
      ]);
      expect(Object.fromEntries(modes)).toEqual({
        "store.db": 0o600,
        "store.db-shm": 0o600,
        "store.db-wal": 0o600,
      });
      expect(statSync(dirname(path)).mode & 0o777).toBe(0o700);
      await store.close();
    } finally {
      process.umask(before);
    }
  });

  it("that others could read is tightened at the start", async () => {
    const path = await aDatabase();
    chmodSync(path, 0o644);
    await (await open(path)).close();
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  it("keeps its cursor key for every process and every start", async () => {
    const path = await aDatabase(0);
    const [one, two] = [await open(path), await open(path)];
    expect(one.cursorKey).toHaveLength(32);
    expect(one.cursorKey).toEqual(two.cursorKey);
    await Promise.all([one.close(), two.close()]);
    const later = await open(path);
    expect(later.cursorKey).toEqual(one.cursorKey);
    await later.close();
    const other = await open(":memory:");
    expect(other.cursorKey).not.toEqual(one.cursorKey);
    await other.close();
  });

  it("opened twice in one process serves both, and the first stays safe when the second closes", async () => {
    const path = await aDatabase(0);
    const [one, two] = [await open(path), await open(path)];
    await Promise.all([one, two].map((store) => store.entries.insert(alice, anEntry(), author)));
    await two.close();
    await one.entries.insert(alice, anEntry(), author);
    expect(existsSync(`${path}-wal`)).toBe(true);
    expect(await one.entries.count(alice, {})).toBe(3);
    await one.close();
    expect(existsSync(`${path}-wal`)).toBe(false);
  });
});
