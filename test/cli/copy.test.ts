import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { dirname } from "node:path";
import Database from "better-sqlite3";
import { expect, it } from "vitest";
import { compareDatabases } from "../../src/app/copy/copy-database.ts";
import type { DatabaseTarget, SqliteTarget } from "../../src/config/config.ts";
import { alice, anEntry, author, bob } from "../contract/fixtures.ts";
import {
  copy,
  deps,
  makeFile,
  makeServer,
  OWNERS,
  quiet,
  readAll,
  theSource,
  useStore,
} from "./copy-support.ts";
import { ask } from "./postgres-support.ts";
import { makeFolder, run } from "./support.ts";

const verify = (from: DatabaseTarget, to: DatabaseTarget) => compareDatabases({ from, to }, deps, quiet);

/** Every file beside a database, by what is in it. */
function contentOf({ path }: SqliteTarget): Readonly<Record<string, string>> {
  const folder = dirname(path);
  return Object.fromEntries(
    readdirSync(folder).map((name) => [
      name,
      createHash("sha256")
        .update(readFileSync(`${folder}/${name}`))
        .digest("hex"),
    ]),
  );
}

it("from a file to a server and back: every port reads the same, and the source is untouched", async () => {
  const source = await theSource();
  const before = contentOf(source);
  const [server, back] = [await makeServer(), makeFile()];
  const there = await copy(source, server);
  expect(there).toMatchObject({
    owners: 5,
    resumedAt: 0,
    rows: { reads: 2, actions: 1, tokens: 1, sessions: 1 },
  });
  expect(there.rows.entries).toBeGreaterThan(50);
  expect(there.rows.embeddings).toBeGreaterThan(0);
  expect(contentOf(source)).toEqual(before);
  const mine = await readAll(source);
  expect(mine.owners[0]?.monitored.alerts.revs).not.toHaveLength(0);
  expect(mine.owners[1]?.words.hits).not.toHaveLength(0);
  expect(await readAll(server)).toEqual(mine);
  expect(await copy(server, back)).toEqual(there);
  expect(await readAll(back)).toEqual(mine);
  await expect(verify(source, back)).resolves.toMatchObject({ total: there.total });
});

it("from server to server, and from file to file", async () => {
  const source = await theSource();
  const [one, other, file] = [await makeServer(), await makeServer(), makeFile()];
  await copy(source, one);
  await copy(one, other);
  await copy(source, file);
  const mine = await readAll(source);
  expect(await readAll(other)).toEqual(mine);
  expect(await readAll(file)).toEqual(mine);
});

it("life goes on in the copy: new entries, reads and actions stand beside the old ones", async () => {
  const source = await theSource();
  for (const target of [await makeServer(), makeFile()]) {
    await copy(source, target);
    await useStore(target, async (store) => {
      for (const owner of OWNERS) {
        const before = await store.entries.list(owner, {}, { limit: 1_000 });
        const added = [anEntry({ tags: ["new"] }), anEntry(), anEntry()];
        for (const entry of added) await store.entries.insert(owner, entry, author);
        const after = await store.entries.list(owner, {}, { limit: 1_000 });
        expect(after.map(({ id }) => id)).toEqual([
          ...added.map(({ id }) => id).reverse(),
          ...before.map(({ id }) => id),
        ]);
        await store.activity.recordReads(owner, [
          { entryId: added[0]?.id ?? "", at: Date.now(), tool: "fetch" },
        ]);
        const action = { entryId: added[0]?.id ?? "", at: Date.now(), action: "done", tags: ["new"] };
        expect(await store.activity.recordAction(owner, action)).toBeGreaterThan(0);
      }
      expect(await store.activity.listReads(bob, {}, { limit: 10 })).toHaveLength(3);
      expect(await store.activity.listActions(bob, {}, { limit: 10 })).toHaveLength(2);
    });
  }
});

it("vectors come along, and are not asked of the provider again", async () => {
  const server = await makeServer();
  await copy(await theSource(), server);
  await useStore(server, async ({ embeddings }) => {
    const target = { model: "m", types: ["note" as const] };
    expect((await embeddings.counts(bob, target)).embedded).toBe(3);
    await embeddings.enqueue(bob, target, 100);
    const { claims } = await embeddings.claim(bob, "m", { limit: 100, leaseMs: 1 });
    expect(claims.filter(({ embeddedHash }) => embeddedHash !== undefined)).toHaveLength(3);
  });
});

it("who may see what stays as it was: a copied row is its owner's alone", async () => {
  const server = await makeServer();
  await copy(await theSource(), server);
  const seen = (owner: string) =>
    ask(`${server.url}?options=-c%20awareness.owner%3D${owner}`, "SELECT DISTINCT owner_id FROM entries");
  expect(await seen("bob")).toEqual([{ owner_id: "bob" }]);
  expect(await seen("alice")).toEqual([{ owner_id: "alice" }]);
  expect(await seen("nobody")).toEqual([]);
});

it("whatever changes in a copy is found, in the table where it did", async () => {
  const [source, server] = [await theSource(), await makeServer()];
  await copy(source, server);
  // The last table to be compared comes first, so that each change is found although those before it are still there.
  for (const [table, change] of [
    ["entry_links", "DELETE FROM entry_links WHERE owner_id = 'bob'"],
    ["entry_tags", "UPDATE entry_tags SET tag = 'sane' WHERE owner_id = 'bob' AND tag = 'same'"],
    ["embeddings", "UPDATE embeddings SET text_hash = '\\x09' WHERE owner_id = 'bob' AND n = 1"],
    ["actions", "UPDATE actions SET at = at + 1 WHERE owner_id = 'bob'"],
    ["reads", "DELETE FROM reads WHERE id = (SELECT max(id) FROM reads)"],
    ["entries", "UPDATE entries SET data = replace(data, 'Note 1', 'Mote 1') WHERE owner_id = 'bob'"],
    ["owners", "UPDATE owners SET rev = rev - 1 WHERE owner_id = 'bob'"],
  ] as const) {
    await ask(server.adminUrl, change);
    const message = expect.stringContaining(`differs from the source in the table ${table} of bob.`);
    await expect(verify(source, server)).rejects.toMatchObject({ code: "conflict", message });
  }
});

it("a byte that flips in a copied file is found", async () => {
  const [source, target] = [await theSource(), makeFile()];
  await copy(source, target);
  const db = new Database(target.path);
  db.exec("DROP TRIGGER entry_versions_append_only");
  const { changes } = db.prepare("UPDATE entry_versions SET tool = 'Y' || substr(tool, 2) WHERE n = 1").run();
  db.close();
  expect(changes).toBe(1);
  await expect(verify(source, target)).rejects.toThrow(/the table entry_versions of/);
});

it("a target with entries is refused and left as it is", async () => {
  const source = await theSource();
  for (const target of [await makeServer(), makeFile()]) {
    await useStore(target, (store) => store.entries.insert(alice, anEntry(), author));
    const before = await readAll(target);
    await expect(copy(source, target)).rejects.toMatchObject({ code: "conflict", message: /is not empty/ });
    expect(await readAll(target)).toEqual(before);
  }
});

it("the command says what was copied, and shows no password", async () => {
  const [source, server] = [await theSource(), await makeServer()];
  const from = `sqlite:${source.path}`;
  const shown = `postgres://${new URL(server.url).host}${new URL(server.url).pathname}`;
  const env = { AWARENESS_DATABASE_URL: server.url, AWARENESS_DATA_DIR: makeFolder() };
  const first = await run(["copy", "--from", from], env);
  expect(first).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(/^Copied \d+ rows of 5 owners from /),
    stderr: "",
  });
  expect(first.stdout).toContain(`to ${shown}; compared, and equal.\n`);
  const json = await run(["copy", "--from", from, "--to", server.url, "--verify", "--json"], env);
  expect(JSON.parse(json.stdout)).toMatchObject({ owners: 5, equal: true });
  const again = await run(["copy", "--from", from, "--to", server.url], env);
  expect(again).toMatchObject({
    code: 1,
    stdout: "",
    stderr: expect.stringMatching(/^awareness: The target is not empty/),
  });
  for (const { stdout, stderr } of [first, json, again])
    expect(`${stdout}${stderr}`).not.toContain("only-for-tests");
});

it.each([
  [["copy"], 2, "Name the source with --from"],
  [["copy", "--from", "sqlite::memory:", "--to", "sqlite:/tmp/x.db"], 2, "--from: a database in memory"],
  [["copy", "--from", "mysql:x", "--to", "sqlite:/tmp/x.db"], 2, "--from is "],
  [["copy", "--from", "sqlite:/nowhere/at/all.db", "--to", "sqlite:/tmp/x.db"], 1, "holds no memory"],
])("awareness %j ends with %i: %s", async (args, code, said) => {
  expect(await run(args)).toMatchObject({ code, stdout: "", stderr: expect.stringContaining(said) });
});
