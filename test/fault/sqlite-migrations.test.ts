import { copyFileSync, cpSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import Database from "better-sqlite3";
import { beforeAll, describe, expect, it } from "vitest";
import { migrateDatabase, readMigrationStatus } from "../../src/store/sqlite/migrate.ts";
import { openSqliteStore } from "../../src/store/sqlite/open.ts";
import { createTestClock, MIGRATIONS, silent } from "../contract/backends.ts";
import { alice, anEntry, author } from "../contract/fixtures.ts";
import { loadAnalyser } from "../helpers/analyser.ts";
import { makeTempDir } from "../helpers/temp-dir.ts";
import { buildChild, runChild } from "./build-child.ts";

const clock = createTestClock();
const newest = (await readMigrationStatus({ path: ":memory:", migrationsDir: MIGRATIONS })).newest;

function openAt(path: string, migrationsDir = MIGRATIONS, autoMigrate = true) {
  return openSqliteStore({ loadAnalyser, path, migrationsDir, autoMigrate, clock, log: silent });
}

/** The migrations with one more, as a newer program would carry them. */
function newerMigrations(sql = "CREATE TABLE later (n INTEGER);\nINSERT INTO later VALUES (1);"): string {
  const folder = join(makeTempDir(), "migrations");
  cpSync(MIGRATIONS, folder, { recursive: true });
  writeFileSync(join(folder, `${String(newest + 1).padStart(4, "0")}_later.sql`), sql);
  return folder;
}

function schemaOf(path: string): unknown {
  const db = new Database(path, { readonly: true });
  const objects = db.prepare("SELECT type, name, sql FROM sqlite_schema ORDER BY name").all();
  db.close();
  return objects;
}

describe("migrations of a SQLite file", () => {
  let program: string;

  beforeAll(async () => {
    program = await buildChild("migrate");
  });

  /** Makes a database, and before each statement a copy of its files, as a process that dies then would leave them. */
  async function migrateWithCopies(path: string): Promise<readonly string[]> {
    const folder = makeTempDir();
    const copies: string[] = [];
    const copyFiles = () => {
      const copy = join(folder, `${copies.length}.db`);
      for (const end of ["", "-wal", "-shm", "-journal"])
        if (existsSync(path + end)) copyFileSync(path + end, copy + end);
      copies.push(copy);
    };
    await migrateDatabase({ path, migrationsDir: MIGRATIONS, clock, log: silent, onStatement: copyFiles });
    return copies;
  }

  it("killed before any statement leave the old schema or the new one, and run to the end the next time", async () => {
    const whole = join(makeTempDir(), "whole.db");
    const copies = await migrateWithCopies(whole);
    expect(copies.length).toBeGreaterThan(30);
    const expected = schemaOf(whole);
    for (const [index, copy] of copies.entries()) {
      // A process for each would take most of a minute: some of them are enough to show that the copies are like what is left.
      const isReal = index % 8 === 0;
      const path = isReal ? join(makeTempDir(), "killed.db") : copy;
      if (isReal) {
        const died = await runChild(program, path, MIGRATIONS, String(index + 1));
        expect(died).toMatchObject({ signal: "SIGKILL" });
        expect([existsSync(path), existsSync(`${path}-wal`)]).toEqual([
          existsSync(copy),
          existsSync(`${copy}-wal`),
        ]);
      }
      if (existsSync(path)) {
        const { current, pending } = await readMigrationStatus({ path, migrationsDir: MIGRATIONS });
        expect(current + pending.length).toBe(newest);
      }
      const again = await migrateDatabase({ path, migrationsDir: MIGRATIONS, clock, log: silent });
      expect(again.to).toBe(newest);
      expect(schemaOf(path)).toEqual(expected);
    }
  }, 240_000);

  it("run once: a second run finds nothing to do", async () => {
    const path = join(makeTempDir(), "store.db");
    const first = await migrateDatabase({ path, migrationsDir: MIGRATIONS, clock, log: silent });
    expect(first).toMatchObject({ from: 0, to: newest });
    expect(first.applied).toHaveLength(newest);
    const second = await migrateDatabase({ path, migrationsDir: MIGRATIONS, clock, log: silent });
    expect(second).toEqual({ from: newest, to: newest, applied: [] });
  });

  it("are reported without making or changing anything", async () => {
    const path = join(makeTempDir(), "store.db");
    const status = await readMigrationStatus({ path, migrationsDir: MIGRATIONS });
    expect(status).toMatchObject({ current: 0, newest });
    expect(status.pending).toHaveLength(newest);
    expect(existsSync(path)).toBe(false);
    await (await openAt(path)).close();
    const before = readFileSync(path);
    const later = await readMigrationStatus({ path, migrationsDir: newerMigrations() });
    expect(later).toEqual({ current: newest, newest: newest + 1, pending: [`000${newest + 1}_later`] });
    expect(readFileSync(path).equals(before)).toBe(true);
    expect(existsSync(`${path}-wal`)).toBe(false);
  });

  it("stop at the number asked for, and refuse one that lies behind or does not exist", async () => {
    const path = join(makeTempDir(), "store.db");
    const options = { path, migrationsDir: newerMigrations(), clock, log: silent };
    expect(await migrateDatabase({ ...options, to: newest })).toMatchObject({ to: newest });
    expect(await migrateDatabase({ ...options, to: newest + 1 })).toMatchObject({
      from: newest,
      to: newest + 1,
    });
    for (const to of [newest, newest + 2, 0, 1.5]) {
      await expect(migrateDatabase({ ...options, to })).rejects.toMatchObject({ code: "invalid_parameter" });
    }
  });

  it("that are missing refuse the start when they may not run by themselves", async () => {
    const path = join(makeTempDir(), "store.db");
    await (await openAt(path)).close();
    const refusal = { code: "unavailable", details: { reason: "pending_migrations" } };
    await expect(openAt(path, newerMigrations(), false)).rejects.toMatchObject(refusal);
    await expect(openAt(path, newerMigrations(), false)).rejects.toThrow("awareness migrate");
    expect((await readMigrationStatus({ path, migrationsDir: MIGRATIONS })).current).toBe(newest);
  });

  it("of a newer program make an older one refuse, unchanged, at the start and in mid-life", async () => {
    const path = join(makeTempDir(), "store.db");
    const old = await openAt(path);
    await old.entries.insert(alice, anEntry(), author);
    await (await openAt(path, newerMigrations())).close();
    const refusal = { code: "unavailable", retryable: false, details: { reason: "newer_schema" } };
    await expect(old.entries.insert(alice, anEntry(), author)).rejects.toMatchObject(refusal);
    await expect(old.check()).rejects.toMatchObject(refusal);
    expect(await old.entries.count(alice, {})).toBe(1);
    await old.close();
    const before = readFileSync(path);
    await expect(openAt(path)).rejects.toThrow(
      `The database has schema ${newest + 1}, this program knows ${newest}. Update awareness; nothing was changed.`,
    );
    await expect(readMigrationStatus({ path, migrationsDir: MIGRATIONS })).rejects.toMatchObject(refusal);
    expect(readFileSync(path).equals(before)).toBe(true);
  });

  it("that differ from those applied are refused", async () => {
    const path = join(makeTempDir(), "store.db");
    await (await openAt(path, newerMigrations())).close();
    const other = newerMigrations("CREATE TABLE later (other TEXT);");
    await expect(openAt(path, other)).rejects.toMatchObject({ details: { reason: "changed_migration" } });
  });

  it("that fail leave the database as it was and usable", async () => {
    const path = join(makeTempDir(), "store.db");
    await (await openAt(path)).close();
    const before = schemaOf(path);
    await expect(openAt(path, newerMigrations("CREATE TABLE a (n); CREATE TABLE a (n);"))).rejects.toThrow(
      "a",
    );
    expect(schemaOf(path)).toEqual(before);
    const store = await openAt(path);
    await store.entries.insert(alice, anEntry(), author);
    await store.close();
  });

  it("are the same with Windows line ends", async () => {
    const path = join(makeTempDir(), "store.db");
    await (await openAt(path)).close();
    const folder = join(makeTempDir(), "crlf");
    cpSync(MIGRATIONS, folder, { recursive: true });
    const first = join(folder, "0001_initial.sql");
    writeFileSync(first, readFileSync(first, "utf8").replaceAll("\n", "\r\n"));
    await (await openAt(path, folder)).close();
  });

  it("with a gap in their numbers are a broken installation", async () => {
    const folder = newerMigrations();
    copyFileSync(join(folder, "0001_initial.sql"), join(folder, `000${newest + 3}_gap.sql`));
    await expect(openAt(join(makeTempDir(), "store.db"), folder)).rejects.toThrow("should have number");
  });
});
