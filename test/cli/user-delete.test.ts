import { readFileSync } from "node:fs";
import Database from "better-sqlite3";
import { expect, it } from "vitest";
import { deleteUser } from "../../src/app/users/delete-user.ts";
import type { SqliteTarget } from "../../src/config/config.ts";
import { parseConfig } from "../../src/config/parse.ts";
import { OWNED_TABLES } from "../../src/store/shared/owned-tables.ts";
import { alice, anEntry, author, bob } from "../contract/fixtures.ts";
import { belongingsOf, fill, textOf } from "../contract/isolation-fixture.ts";
import { fillPasskey } from "../contract/isolation-oauth.ts";
import { deps, makeFile, makeServer, useStore } from "./copy-support.ts";
import { call } from "./in-process.ts";
import { ask } from "./postgres-support.ts";
import { makeFolder } from "./support.ts";

const ISSUER = "https://login.example/";
const envOf = (url: string) => ({ AWARENESS_DATABASE_URL: url });
const urlOf = ({ path }: SqliteTarget) => `sqlite:${path}`;
const confirm = (owner: string) => ["user", "delete", owner, "--confirm", "--json"];
const noWait = { settleMs: 0 };

function configFor(url: string) {
  const platform = {
    cwd: "/",
    home: "/nonexistent",
    userName: "t",
    dataDir: "/nonexistent",
    readFile: () => "",
  };
  return parseConfig(envOf(url), {}, platform);
}

/** Where in a database's files a text stands. */
function filesWith(path: string, text: string): readonly string[] {
  return ["", "-wal", "-shm"].filter((suffix) => {
    try {
      return readFileSync(`${path}${suffix}`).includes(text);
    } catch {
      return false;
    }
  });
}

it("without --confirm it counts, says how to go on, and changes nothing", async () => {
  const env = { AWARENESS_DATA_DIR: makeFolder() };
  await call(["user", "add", "ada"], env);
  await call(["remember", "--owner", "ada", "--source", "s", "one"], env);
  const { code, stdout, stderr } = await call(["user", "delete", "ada"], env);
  expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
  expect(stderr).toBe(
    'awareness: This would delete "ada" for good: the account, 1 entry, 0 in the trash, 0 older versions, 0 valid tokens, 0 sessions; 2 rows with all that belongs to them. Add --confirm to do it.\n',
  );
  expect(JSON.parse((await call(["user", "show", "ada", "--json"], env)).stdout)).toMatchObject({
    entries: 1,
  });
});

it("what --json says without --confirm is what the receipt counts", async () => {
  const file = makeFile();
  const env = envOf(urlOf(file));
  await useStore(file, async (store) => {
    await fill(store, alice);
    const identities = [{ issuer: ISSUER, subject: "1" }];
    await store.users.add({ id: alice, timeZone: "UTC", identities }, 1);
    await fillPasskey(store);
  });
  const { code, stdout, stderr } = await call(["user", "delete", "alice", "--json"], env);
  expect({ code, stderr }).toEqual({
    code: 1,
    stderr: "awareness: Nothing was deleted. Add --confirm to do it.\n",
  });
  const plan = JSON.parse(stdout);
  expect(plan).toMatchObject({ id: "alice", confirmed: false, trash: 2, tokens: 1, clients: 1, passkeys: 1 });
  expect(plan.rows).toMatchObject({ users: 1, identities: 1, sessions: 1 });
  const text = (await call(["user", "delete", "alice"], env)).stderr;
  expect(text).toContain(", 1 valid token, 1 session, 1 connected client, 1 passkey; ");
  const receipt = await deleteUser(configFor(urlOf(file)), deps, "alice", noWait);
  expect(receipt.rows).toEqual(plan.rows);
  const total = Object.values(receipt.rows).reduce((sum, count) => sum + count, 0);
  expect(text).toContain(`; ${total} rows with all that belongs to them. Add --confirm`);
});

it("one row is one row", async () => {
  const env = { AWARENESS_DATA_DIR: makeFolder() };
  await call(["user", "add", "ada"], env);
  expect((await call(["user", "delete", "ada"], env)).stderr).toContain("; 1 row with all");
});

it("deletes also the owner of stdio clients and an owner without an account, with a receipt", async () => {
  const env = { AWARENESS_DATA_DIR: makeFolder() };
  for (const text of ["one", "two"]) await call(["remember", "--source", "s", "--tag", "t", text], env);
  const { stdout } = await call(confirm("tester"), env);
  expect(JSON.parse(stdout)).toEqual({
    id: "tester",
    begun_at: expect.stringMatching(/Z$/),
    deleted_at: expect.stringMatching(/Z$/),
    resumed: false,
    rows: { entries: 2, entry_tags: 2 },
    erased: true,
    not_covered: expect.stringContaining("Backups"),
  });
  expect((await call(["user", "show", "tester"], env)).code).toBe(1);
  await call(["user", "add", "ada"], env);
  const text = (await call(["user", "delete", "ada", "--confirm"], env)).stdout;
  expect(text).toMatch(/^Deleted ada at .*Z: 1 row\.\n {2}users {2}1\nBackups, /);
});

it("nothing that was ever stored is left in the file or its log, while others have it open", async () => {
  const file = makeFile();
  await useStore(file, async (store) => {
    await fill(store, alice);
    await fill(store, bob, "bob's ");
    const identities = [{ issuer: ISSUER, subject: "SUBJECT-OF-ALICE" }];
    await store.users.add({ id: alice, timeZone: "UTC", displayName: "NAME-OF-ALICE", identities }, 1);
    for (const text of ["FIRST-TEXT", "SECOND-TEXT", "THIRD-TEXT"])
      await store.entries.change(
        alice,
        "live",
        () => ({ kind: "updated", data: { text: `${text} of hers` } }),
        author,
      );
    // What is removed in the course of things leaves its content in free pages.
    await store.trash.trash(alice, { by: "id", id: "live" }, author);
    await store.search.update({ all: true });
    await store.trash.purge(Number.MAX_SAFE_INTEGER, 1_000);
    await store.entries.insert(bob, anEntry({ data: { text: "TEXT-OF-BOB" } }), author);
    const hers = ["SUBJECT-OF-ALICE", "NAME-OF-ALICE", "FIRST-TEXT", "THIRD-TEXT", "alice"];
    for (const text of [...hers, "TEXT-OF-BOB"])
      expect([text, filesWith(file.path, text)]).not.toEqual([text, []]);
    const before = textOf(await belongingsOf(store, bob, "bob's "));
    await deleteUser(configFor(urlOf(file)), deps, "alice", noWait);
    for (const text of hers.filter((one) => one !== "alice"))
      expect([text, filesWith(file.path, text)]).toEqual([text, []]);
    expect(filesWith(file.path, "TEXT-OF-BOB")).not.toEqual([]);
    expect(textOf(await belongingsOf(store, bob, "bob's "))).toBe(before);
  });
  const db = new Database(file.path, { readonly: true });
  expect(db.pragma("integrity_check", { simple: true })).toBe("ok");
  const left = OWNED_TABLES.map((name) => db.prepare(`SELECT 1 FROM ${name} WHERE owner_id = 'alice'`).get());
  expect(left.every((row) => row === undefined)).toBe(true);
  db.close();
});

it("shuts out own tokens of the past and the user's identities, until they are somebody's again", async () => {
  const file = makeFile();
  const identity = { issuer: ISSUER, subject: "1" };
  const denials = () => {
    const db = new Database(file.path, { readonly: true });
    const rows = db.prepare("SELECT until IS NULL AS ever FROM denied_subjects ORDER BY ever").pluck().all();
    db.close();
    return rows;
  };
  const add = () => call(["user", "add", "ada", "--identity", `${ISSUER} 1`], envOf(urlOf(file)));
  await add();
  await deleteUser(configFor(urlOf(file)), deps, "ada", noWait);
  expect(denials()).toEqual([0, 1]);
  expect((await add()).code).toBe(0);
  expect(denials()).toEqual([0]);
  await useStore(file, async ({ users }) => {
    const [user] = await users.list();
    expect(await users.identities(user?.id ?? alice)).toEqual([identity]);
  });
});

it("on Postgres, under row-level security, nothing is left in any table that names the owner", async () => {
  const server = await makeServer();
  await useStore(server, async (store) => {
    await fill(store, alice);
    await fill(store, bob, "bob's ");
    await store.users.add({ id: alice, timeZone: "UTC", identities: [{ issuer: ISSUER, subject: "1" }] }, 1);
    await fillPasskey(store);
    await store.search.update({ all: true });
    const before = textOf(await belongingsOf(store, bob, "bob's "));
    const receipt = await deleteUser(configFor(server.url), deps, "alice", noWait);
    expect(receipt).toMatchObject({
      erased: false,
      rows: {
        users: 1,
        identities: 1,
        sessions: 1,
        tokens: 1,
        oauth_grants: 1,
        oauth_records: 2,
        passkeys: 1,
      },
    });
    expect(textOf(await belongingsOf(store, bob, "bob's "))).toBe(before);
  });
  const tables = await ask<{ name: string }>(
    server.adminUrl,
    "SELECT relname AS name FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'",
  );
  expect(tables.length).toBeGreaterThan(25);
  for (const { name } of tables) {
    const rows = await ask(
      server.adminUrl,
      `SELECT 1 FROM ${name} t WHERE t::text LIKE '%alice%' AND t::text NOT LIKE '%bob%'`,
    );
    expect([name, rows.length]).toEqual([name, 0]);
  }
  expect(await ask(server.adminUrl, "SELECT 1 FROM denied_subjects")).toHaveLength(2);
});

it("on Postgres the owner of the tables frees the room of the rows", async () => {
  const { adminUrl } = await makeServer();
  await call(["user", "add", "ada"], envOf(adminUrl));
  expect(await deleteUser(configFor(adminUrl), deps, "ada", noWait)).toMatchObject({ erased: true });
  const [stats] = await ask<{ dead: number }>(
    adminUrl,
    "SELECT count(*)::int AS dead FROM pg_stat_user_tables WHERE relname = 'users' AND last_vacuum IS NOT NULL",
  );
  expect(stats?.dead).toBe(1);
});
