import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Database from "better-sqlite3";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Store } from "../../src/domain/store.ts";
import { openSqliteStore } from "../../src/store/sqlite/open.ts";
import { loadAnalyser } from "../helpers/analyser.ts";
import { withClient } from "../helpers/postgres/client.ts";
import { createTestClock, MIGRATIONS, openPostgres, START, silent } from "./backends.ts";
import { alice, bob } from "./fixtures.ts";
import { anIdentity } from "./identity-store.contract.ts";
import { takeDatabase } from "./postgres-backend.ts";

/** Two nodes on one database, and a way past both. */
interface Nodes {
  readonly one: Store;
  readonly two: Store;
  execute(sql: string): Promise<void>;
  close(): Promise<void>;
}

async function onSqlite(): Promise<Nodes> {
  const folder = mkdtempSync(join(tmpdir(), "awareness-identities-"));
  const path = join(folder, "store.db");
  const open = () =>
    openSqliteStore({
      loadAnalyser,
      path,
      migrationsDir: MIGRATIONS,
      autoMigrate: true,
      clock: createTestClock(),
      log: silent,
    });
  const [one, two] = [await open(), await open()];
  return {
    one,
    two,
    async execute(sql) {
      const db = new Database(path);
      db.exec(sql);
      db.close();
    },
    async close() {
      await Promise.all([one.close(), two.close()]);
      rmSync(folder, { recursive: true });
    },
  };
}

async function onPostgres(): Promise<Nodes> {
  const database = await takeDatabase();
  const open = () => openPostgres(database.url, createTestClock());
  const [one, two] = [await open(), await open()];
  return {
    one,
    two,
    execute: (sql) => withClient(database.adminUrl, async (client) => void (await client.query(sql))),
    async close() {
      await Promise.all([one.close(), two.close()]);
      await database.giveBack();
    },
  };
}

const ADDRESS = "alice@example.org";
const addUser = (id: string, email: string) =>
  `INSERT INTO users (id, email, created_at) VALUES ('${id}', '${email}', 1)`;
const remove = (id: string) => `UPDATE users SET deleted_at = 2 WHERE id = '${id}'`;

describe.each([
  ["SQLite", onSqlite],
  ["Postgres", onPostgres],
])("identities of users on %s", (_, open) => {
  let nodes: Nodes;
  beforeEach(async () => {
    nodes = await open();
  });
  afterEach(() => nodes.close());

  it("an address is the same in capitals and with blanks around it", async () => {
    await nodes.execute(addUser("alice", " Alice@Example.ORG "));
    expect(await nodes.one.identities.link(anIdentity("a"), ADDRESS, START)).toBe(alice);
  });

  it("an address that two users have ties nobody", async () => {
    await nodes.execute(addUser("alice", ADDRESS));
    await nodes.execute(addUser("bob", "ALICE@example.org"));
    expect(await nodes.one.identities.link(anIdentity("a"), ADDRESS, START)).toBeUndefined();
    await nodes.execute(remove("bob"));
    expect(await nodes.one.identities.link(anIdentity("a"), ADDRESS, START)).toBe(alice);
  });

  it("a deleted user is not found, not tied and does not come back", async () => {
    const { identities } = nodes.one;
    await identities.provision(anIdentity("a"), alice, { verifiedEmail: ADDRESS }, START);
    await nodes.execute(remove("alice"));
    expect(await identities.findUser(anIdentity("a"))).toBeUndefined();
    expect(await identities.link(anIdentity("a"), ADDRESS, START)).toBeUndefined();
    expect(await identities.link(anIdentity("new"), ADDRESS, START)).toBeUndefined();
    expect(await identities.provision(anIdentity("a"), alice, {}, START)).toBeUndefined();
    expect(await identities.provision(anIdentity("a"), bob, {}, START)).toBeUndefined();
    expect(await identities.provision(anIdentity("new"), alice, {}, START)).toBeUndefined();
    expect(await identities.findUser(anIdentity("new"))).toBeUndefined();
    expect(await nodes.one.accounts.findTimeZone(bob)).toBeUndefined();
  });

  it("nodes that meet the same person at once make one user, and tie one identity", async () => {
    const [one, two] = [nodes.one.identities, nodes.two.identities];
    for (let round = 0; round < 5; round += 1) {
      const identity = anIdentity(`round-${round}`);
      const ids = [`one-${round}`, `two-${round}`] as (typeof alice)[];
      const [first, second] = await Promise.all([
        one.provision(identity, ids[0] ?? alice, {}, START),
        two.provision(identity, ids[1] ?? bob, {}, START),
      ]);
      expect(first).toBe(second);
      const zones = await Promise.all(ids.map((id) => nodes.one.accounts.findTimeZone(id)));
      expect(zones.filter((zone) => zone !== undefined)).toEqual(["UTC"]);

      await nodes.execute(addUser(`user-${round}`, `${round}@example.org`));
      const links = await Promise.all([
        one.link(anIdentity(`left-${round}`), `${round}@example.org`, START),
        two.link(anIdentity(`right-${round}`), `${round}@example.org`, START),
      ]);
      expect(links.filter((owner) => owner === `user-${round}`)).toHaveLength(1);
    }
  });
});
