import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import Database from "better-sqlite3";
import { expect, it } from "vitest";
import type { DatabaseTarget, SqliteTarget } from "../../src/config/config.ts";
import { anEntry, author, bob } from "../contract/fixtures.ts";
import { makeTempDir } from "../helpers/temp-dir.ts";
import { carol, copy, makeFile, makeServer, useStore } from "./copy-support.ts";
import { ask } from "./postgres-support.ts";
import { finish, start } from "./support.ts";

/** As many as a copy is killed among, several times. */
const ENTRIES = 10_000;

let filled: Promise<SqliteTarget> | undefined;

/** A file with entries of two owners, for both tests with kills to read. */
function theFile(): Promise<SqliteTarget> {
  filled ??= fill({ kind: "sqlite", path: `${makeTempDir()}/large.db` }, ENTRIES);
  return filled;
}

async function fill<Target extends DatabaseTarget>(target: Target, count: number): Promise<Target> {
  await useStore(target, async (store) => {
    for (let made = 0; made < count; made += 1_000) {
      const entries = Array.from({ length: Math.min(1_000, count - made) }, (_, index) =>
        anEntry({
          tags: [`t${index % 7}`, "all"],
          data: { description: `Number ${made + index}`, content: "x".repeat(300) },
        }),
      );
      await Promise.all(
        entries.map((entry, index) => store.entries.insert(index % 3 ? bob : carol, entry, author)),
      );
    }
  });
  return target;
}

const urlOf = (target: DatabaseTarget) => (target.kind === "sqlite" ? `sqlite:${target.path}` : target.url);

/**
 * Starts copies and kills each after a while, until one gets to its end; answers how many were killed. `undefined` when
 * a kill came after the end of a copy, before its process had said so.
 */
async function copyWithKills(from: DatabaseTarget, to: DatabaseTarget) {
  const args = ["copy", "--from", urlOf(from), "--to", urlOf(to), "--json"];
  for (let kills = 0; ; kills += 1) {
    const child = start(args);
    const said = finish(child);
    // The first ones die young; later ones get further, so that there is an end.
    const patience = 200 + kills * 60 + Math.random() * 150;
    await Promise.race([said, sleep(patience).then(() => child.kill("SIGKILL"))]);
    const { code, stdout, stderr } = await said;
    if (code === null && kills < 100) continue;
    if (stderr.includes("is not empty")) return undefined;
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    return { kills, result: JSON.parse(stdout) as { readonly total: number; readonly resumedAt: number } };
  }
}

/** How often a copy that was killed at its very end is begun anew. */
const MOST_REPEATS = 5;

async function countRows(target: DatabaseTarget): Promise<number> {
  return useStore(
    target,
    async ({ entries }) => (await entries.count(bob, {})) + (await entries.count(carol, {})),
  );
}

it("20,000 entries are copied in minutes, and back", { timeout: 600_000 }, async () => {
  const [source, server, back] = [await fill(makeFile(), 20_000), await makeServer(), makeFile()];
  const begin = performance.now();
  await copy(source, server);
  const there = performance.now();
  await copy(server, back);
  expect(there - begin).toBeLessThan(240_000);
  expect(performance.now() - there).toBeLessThan(240_000);
  expect(await countRows(back)).toBe(20_000);
});

it.each(["a server", "a file"])(
  "copies to %s that are killed at any point are finished by others",
  async (kind) => {
    const source = await theFile();
    const make = async () => (kind === "a file" ? makeFile() : makeServer());
    let target = await make();
    let outcome = await copyWithKills(source, target);
    for (let again = 0; outcome === undefined && again < MOST_REPEATS; again += 1) {
      expect(await countRows(target)).toBe(ENTRIES);
      target = await make();
      outcome = await copyWithKills(source, target);
    }
    if (outcome === undefined) throw new Error("Every copy was killed at its very end");
    const { kills, result } = outcome;
    expect(kills).toBeGreaterThanOrEqual(3);
    expect(result.total).toBe(ENTRIES);
    expect(result.resumedAt).toBeGreaterThan(0);
    expect(await countRows(target)).toBe(ENTRIES);
    await expect(copy(source, target)).rejects.toThrow(/is not empty/);
  },
  400_000,
);

it("what is written to the source during a copy stays behind, and the copy is whole", async () => {
  const source = await fill(makeFile(), 3_000);
  const server = await makeServer();
  await useStore(source, async (store) => {
    let writing = true;
    const writes = (async () => {
      for (let count = 0; writing; count += 1) {
        await store.entries.insert(bob, anEntry({ data: { description: `late ${count}` } }), author);
      }
    })();
    try {
      expect((await copy(source, server)).rows.entries).toBeGreaterThanOrEqual(3_000);
    } finally {
      writing = false;
      await writes;
    }
  });
});

it("a copy that was interrupted does not go on from a source that has changed", async () => {
  const source = await fill(makeFile(), 5_000);
  const target = makeFile();
  const child = start(["copy", "--from", urlOf(source), "--to", urlOf(target)]);
  await expect.poll(() => rowsIn(target), { timeout: 20_000, interval: 10 }).toBeGreaterThan(0);
  child.kill("SIGSTOP");
  const left = rowsIn(target);
  child.kill("SIGKILL");
  await once(child, "close");
  expect(left).toBeLessThan(5_000);
  await useStore(source, (store) => store.entries.insert(bob, anEntry(), author));
  await expect(copy(source, target)).rejects.toMatchObject({
    code: "conflict",
    message: expect.stringContaining("the source has changed since"),
  });
  expect(rowsIn(target)).toBe(left);
});

function rowsIn({ path }: SqliteTarget): number {
  try {
    const db = new Database(path, { readonly: true, fileMustExist: true });
    try {
      return db.prepare<[], number>("SELECT count(*) FROM entries").pluck().get() ?? 0;
    } finally {
      db.close();
    }
  } catch {
    return 0;
  }
}

it("two copies into one database do not mix: one of them is told of the other", async () => {
  const [source, server] = [await fill(makeFile(), 3_000), await makeServer()];
  const both = await Promise.allSettled([copy(source, server), copy(source, server)]);
  const refused = both.filter((result) => result.status === "rejected");
  expect(refused.map(({ reason }) => reason.message)).toEqual([
    expect.stringMatching(/Another process is copying|is not empty/),
  ]);
  expect(await ask(server.adminUrl, "SELECT 1 FROM settings WHERE key = 'copy'")).toEqual([]);
  expect(await countRows(server)).toBe(3_000);
});
