import { linkSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import Database from "better-sqlite3";
import { expect, it } from "vitest";
import type { SqliteTarget } from "../../src/config/config.ts";
import { anEntry, author, bob } from "../contract/fixtures.ts";
import { copy, makeFile, useStore } from "./copy-support.ts";
import { call } from "./in-process.ts";
import { makeFolder } from "./support.ts";

const envOf = ({ path }: SqliteTarget) => ({ AWARENESS_DATABASE_URL: `sqlite:${path}` });
const countIn = (path: string) => useStore({ kind: "sqlite", path }, ({ entries }) => entries.count(bob, {}));

async function fill(target: SqliteTarget, count: number): Promise<void> {
  await useStore(target, async ({ entries }) => {
    await Promise.all(Array.from({ length: count }, () => entries.insert(bob, anEntry(), author)));
  });
}

/** Answers its bytes. */
async function makeCopy(to: string): Promise<Buffer> {
  const older = makeFile();
  await fill(older, 1);
  expect(await call(["backup", to], envOf(older))).toMatchObject({ code: 0 });
  return readFileSync(to);
}

it("copies a database in use as it is, in place of an older copy, for its owner alone", async () => {
  const source = makeFile();
  const to = join(makeFolder(), "copy.db");
  await useStore(source, async ({ entries }) => {
    for (const count of [1, 2]) {
      await entries.insert(bob, anEntry(), author);
      const { code, stdout, stderr } = await call(["backup", to], envOf(source));
      expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
      const bytes = statSync(to).size.toLocaleString("en");
      expect(stdout).toBe(`Backed up to ${to}: ${bytes} bytes, checked.\n`);
      const copied = makeFile();
      writeFileSync(copied.path, readFileSync(to));
      expect(await countIn(copied.path)).toBe(count);
    }
  });
  expect(statSync(to).mode & 0o777).toBe(0o600);
  expect(readdirSync(dirname(to))).toEqual(["copy.db"]);
});

it("makes a copy that equals the source in every row", async () => {
  const [source, to] = [makeFile(), makeFile()];
  await fill(source, 20);
  expect(await call(["backup", to.path], envOf(source))).toMatchObject({ code: 0 });
  const args = ["copy", "--verify", "--from", `sqlite:${source.path}`, "--to", `sqlite:${to.path}`];
  expect(await call(args)).toMatchObject({ code: 0, stderr: "" });
  await expect(copy(source, to)).rejects.toThrow(/is not empty/);
});

it("leaves an older copy as it is when it fails, and nothing beside it", async () => {
  const [source, to] = [makeFile(), join(makeFolder(), "copy.db")];
  writeFileSync(source.path, "SQLite format 3\0 and then nothing of the kind".repeat(100));
  const good = await makeCopy(to);
  const { code, stderr } = await call(["backup", to], envOf(source));
  expect(code).toBe(1);
  expect(stderr).toMatch(/^awareness: .+\n$/);
  expect(readFileSync(to).equals(good)).toBe(true);
  expect(readdirSync(dirname(to))).toEqual(["copy.db"]);
});

it("leaves an older copy as it is when there is nothing to copy yet", async () => {
  const [source, to] = [makeFile(), join(makeFolder(), "copy.db")];
  writeFileSync(source.path, "");
  const good = await makeCopy(to);
  expect(await call(["backup", to], envOf(source))).toMatchObject({
    code: 1,
    stderr: "awareness: The database is empty; there is nothing to back up.\n",
  });
  expect(readFileSync(to).equals(good)).toBe(true);
  expect(readdirSync(dirname(to))).toEqual(["copy.db"]);
});

it("refuses the database itself, a database in use, Postgres, a missing source, and a place that is none", async () => {
  const source = makeFile();
  await fill(source, 1);
  const [link, used] = [join(makeFolder(), "link.db"), join(makeFolder(), "used.db")];
  linkSync(source.path, link);
  writeFileSync(`${used}-wal`, "");
  const server = { AWARENESS_DATABASE_URL: "postgres://ada@db.example/awareness" };
  const missing = makeFile();
  const cases = [
    [source.path, envOf(source), "is the database itself"],
    [link, envOf(source), "is the database itself"],
    [used, envOf(source), "is a database in use"],
    [used, server, "pg_dump"],
    [join(makeFolder(), "x.db"), envOf(missing), "is not there"],
    ["/nowhere/x.db", envOf(source), "its folder does not exist"],
  ] as const;
  for (const [to, env, text] of cases) {
    const { code, stdout, stderr } = await call(["backup", to], env);
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr).toContain(text);
  }
  expect(await countIn(source.path)).toBe(1);
  expect(readdirSync(dirname(missing.path))).toEqual([]);
});

it("replaces an empty file, and no file of another kind", async () => {
  const source = makeFile();
  await fill(source, 1);
  const to = join(makeFolder(), "copy.db");
  const database = (content: string) => {
    const other = new Database(join(makeFolder(), "other.db"));
    other.exec(content);
    const bytes = other.serialize();
    other.close();
    return bytes;
  };
  const foreign = [
    Buffer.from("Dear diary"),
    Buffer.from("SQLite format 3\0"),
    database("CREATE TABLE precious (n)"),
    database("PRAGMA application_id = 252006673; CREATE TABLE precious (n)"),
  ];
  for (const bytes of foreign) {
    writeFileSync(to, bytes);
    expect(await call(["backup", to], envOf(source))).toEqual({
      code: 1,
      stdout: "",
      stderr: `awareness: ${to} is not a copy that awareness made. Name another file, or remove this one.\n`,
    });
    expect(readFileSync(to).equals(bytes)).toBe(true);
  }
  writeFileSync(to, "");
  expect(await call(["backup", to], envOf(source))).toMatchObject({ code: 0, stderr: "" });
  expect(await countIn(to)).toBe(1);
  expect(readdirSync(dirname(to))).toEqual(["copy.db"]);
});
