import { afterEach, beforeEach, expect, it } from "vitest";
import { parseOwner } from "../../src/domain/owner.ts";
import type { Store } from "../../src/domain/store.ts";
import { isIntact, type StoredContent } from "../../src/store/shared/content-hash.ts";
import { withClient } from "../helpers/postgres/client.ts";
import { createTestClock, openPostgres, START, type TestClock } from "./backends.ts";
import { alice, anEntry, author, bob, insertAll } from "./fixtures.ts";
import { type FreshDatabase, takeDatabase } from "./postgres-backend.ts";

const TABLES = ["entries", "entry_versions", "entry_tags", "entry_links", "reads", "actions", "action_tags"];

let database: FreshDatabase;
let clock: TestClock;
let store: Store;

beforeEach(async () => {
  database = await takeDatabase();
  clock = createTestClock();
  store = await openPostgres(database.url, clock);
});

afterEach(async () => {
  await store.close();
  await database.giveBack();
});

function query<Row>(text: string): Promise<readonly Row[]> {
  return withClient(database.adminUrl, async (client) => (await client.query(text)).rows as Row[]);
}

async function counts(): Promise<Readonly<Record<string, number>>> {
  const selects = TABLES.map((name) => `SELECT '${name}' AS name, count(*)::int AS count FROM ${name}`);
  const rows = await query<{ name: string; count: number }>(selects.join(" UNION ALL "));
  return Object.fromEntries(rows.map(({ name, count }) => [name, count]));
}

it("edits leave no second row behind, and a purge none at all", async () => {
  const data = { related_ids: ["a", "b"] };
  await store.entries.insert(alice, anEntry({ id: "e", data, tags: ["one"] }), author);
  await store.entries.insert(alice, anEntry({ id: "expires", data, expiresAt: START }), author);
  for (const id of ["e", "expires"]) {
    await store.activity.recordReads(alice, [{ entryId: id, at: START, tool: "t" }]);
  }
  await store.activity.recordAction(alice, { entryId: "e", at: START, action: "x", tags: ["y", "z"] });
  await store.entries.change(alice, "e", () => ({ kind: "updated", source: "moved" }), author);
  await store.entries.change(alice, "e", () => ({ kind: "updated", data: { related_ids: ["b"] } }), author);
  expect(await counts()).toEqual({
    entries: 2,
    entry_versions: 2,
    entry_tags: 3,
    entry_links: 3,
    reads: 2,
    actions: 1,
    action_tags: 2,
  });
  await store.trash.trash(alice, { by: "id", id: "e" }, author);
  expect(await counts()).toMatchObject({ entry_links: 3, entry_tags: 3 });
  await store.trash.purge(START + 1, 10);
  expect(await counts()).toEqual(Object.fromEntries(TABLES.map((name) => [name, 0])));
});

it("a renewed expiry leaves a row whose hash is right", async () => {
  await insertAll(store, [
    anEntry({ id: "has a length", logicalKey: "k", language: "de", expiresAt: START + 10 }),
    anEntry({ id: "has none", expiresAt: START - 10 }),
    anEntry({ id: "not expired", expiresAt: START + 1000 }),
  ]);
  await store.trash.trash(alice, { by: "id", id: "not expired" }, author);
  clock.advance(20);
  expect(await store.trash.restore(alice, { by: "tags", tags: ["one"] }, author)).toMatchObject({
    restored: 3,
  });
  const rows = await query<StoredContent & { id: string; content_hash: Buffer }>(
    `SELECT id, type, source, logical_key, tags, data, language, expires_at::float8, content_hash
       FROM entries ORDER BY n`,
  );
  expect(rows.map(({ expires_at }) => expires_at)).toEqual([START + 30, null, START + 1000]);
  expect(rows.filter((row) => !isIntact(row))).toEqual([]);
});

it("a purge looks at an owner again only when there is a change or something has become old enough", async () => {
  await insertAll(store, [anEntry({ id: "later", expiresAt: START + 50 })], bob);
  await insertAll(store, [anEntry({ id: "live" })]);
  clock.set(START + 100);
  expect(await store.trash.purge(START, 10)).toMatchObject({ purged: 0 });
  // A purge that visited either of them would wait for the lock.
  await withClient(database.adminUrl, async (client) => {
    await client.query("BEGIN");
    await client.query("SELECT 1 FROM owners FOR UPDATE");
    expect(await store.trash.purge(START + 50, 10)).toEqual({ purged: 0, more: false });
    await client.query("ROLLBACK");
  });
  expect(await store.trash.purge(START + 51, 10)).toMatchObject({ purged: 1 });
  await store.trash.trash(alice, { by: "id", id: "live" }, author);
  expect(await store.trash.purge(START + 101, 10)).toMatchObject({ purged: 1 });
});

it("an entry that comes back while a purge runs is kept whole or gone whole", async () => {
  const ids = Array.from({ length: 60 }, (_, index) => `e${index}`);
  await insertAll(
    store,
    ids.map((id) => anEntry({ id })),
  );
  await store.trash.trash(alice, { by: "tags", tags: ["one"] }, author);
  const purgeAll = async () => {
    let purged = 0;
    for (let went = 5; went === 5; purged += went) ({ purged: went } = await store.trash.purge(START + 1, 5));
    return purged;
  };
  const restores = ids.toReversed().map((id) => store.trash.restore(alice, { by: "id", id }, author));
  const [purged, ...outcomes] = await Promise.all([purgeAll(), ...restores]);
  const restored = outcomes.reduce((sum, outcome) => sum + outcome.restored, 0);
  expect(purged + restored).toBe(60);
  expect(await counts()).toMatchObject({ entries: restored, entry_tags: 2 * restored });
});

it("a purge leaves out an owner whose things cannot be removed, and goes on with the others", async () => {
  for (const owner of [alice, bob]) {
    await insertAll(store, [anEntry({ id: `of ${owner}` })], owner);
    await store.trash.trash(owner, { by: "tags", tags: ["one"] }, author);
  }
  await query(`CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION 'damaged' USING ERRCODE = 'XX001'; END $$`);
  await query(`CREATE TRIGGER refuse BEFORE DELETE ON entries
    FOR EACH ROW WHEN (OLD.owner_id = 'alice') EXECUTE FUNCTION refuse()`);
  const outcome = await store.trash.purge(START + 1, 10);
  expect(outcome).toMatchObject({ purged: 1, more: false });
  expect(outcome.failure).toMatchObject({ code: "unavailable", details: { reason: "corrupt" } });
  expect(await counts()).toMatchObject({ entries: 1 });
  await query("DROP TRIGGER refuse ON entries");
  expect(await store.trash.purge(START + 1, 10)).toEqual({ purged: 1, more: false });
});

it("a purge visits many owners in several calls, first who has something old enough", async () => {
  const zoe = parseOwner("zoe");
  await insertAll(store, [anEntry({ id: "e", expiresAt: START + 1 })], zoe);
  await store.trash.purge(START, 10);
  await query(`INSERT INTO owners (owner_id, rev, latest_at, skew_ms)
    SELECT 'owner ' || n, 1, 0, 0 FROM generate_series(1, 1200) n`);
  clock.set(START + 10);
  expect(await store.trash.purge(START + 2, 1)).toEqual({ purged: 1, more: true });
  expect(await store.trash.purge(START + 2, 1)).toEqual({ purged: 0, more: true });
  expect(await store.trash.purge(START + 2, 1)).toEqual({ purged: 0, more: false });
  expect(await query("SELECT 1 FROM owners WHERE trash_rev <> rev")).toEqual([]);
});
