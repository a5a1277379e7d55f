import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Database from "better-sqlite3";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { OwnerId } from "../../src/domain/owner.ts";
import type { Store } from "../../src/domain/store.ts";
import { migrateDatabase } from "../../src/store/sqlite/migrate.ts";
import { openSqliteStore } from "../../src/store/sqlite/open.ts";
import { loadAnalyser } from "../helpers/analyser.ts";
import { createTestClock, MIGRATIONS, START, silent } from "./backends.ts";
import { alice, EVERYTHING, idsOf } from "./fixtures.ts";

const ENTRY = /* sql */ `
  INSERT INTO entries (owner_id, id, rev, type, source, created_at, changed_at, deleted_at, version, change,
                       written_by, tool, content_hash, tags, data)
  VALUES ('alice', :id, :rev, :type, 's', :now, :now, :deletedAt, 1, 'created', 'x', 'y', x'00', '[]', :data)`;

describe("a database of the first schema", () => {
  const clock = createTestClock();
  const options = { migrationsDir: MIGRATIONS, clock, log: silent };
  let folder: string;
  let store: Store;
  let path: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "awareness-upgrade-"));
    path = join(folder, "store.db");
    await migrateDatabase({ ...options, path, to: 1 });
    fill(path);
    store = await openSqliteStore({ loadAnalyser, ...options, path, autoMigrate: true });
  });
  afterEach(async () => {
    await store.close();
    await rm(folder, { recursive: true });
  });

  it("keeps its links, also those of trashed entries", async () => {
    expect(idsOf(await store.entries.list(alice, { linksTo: "a" }, EVERYTHING))).toEqual(["b"]);
    await store.trash.restore(alice, { by: "id", id: "trashed" }, { by: "x", tool: "y" });
    expect(idsOf(await store.entries.list(alice, { linksTo: "a" }, EVERYTHING))).toEqual(["trashed", "b"]);
  });

  it("still knows what was read, and when", async () => {
    const unread = async (filter: { since?: number }) =>
      idsOf(await store.activity.listUnread(alice, filter, EVERYTHING));
    expect(await unread({})).toEqual(["alert", "a"]);
    expect(await unread({ since: START })).toEqual(["alert", "a"]);
    expect(await unread({ since: START + 1 })).toEqual(["alert", "b", "a"]);
  });

  it("finds its actions by their tags, and its alerts", async () => {
    expect(await store.activity.listActions(alice, { tags: ["one", "two"] }, EVERYTHING)).toMatchObject([
      { entryId: "a", action: "did" },
    ]);
    expect(
      idsOf(
        (await store.attention.readMonitored(alice, { alerts: 10, rules: 10, afterRev: 0 })).alerts.changed,
      ),
    ).toEqual(["alert"]);
  });

  it("knows the time zone of a person with an account, until it is deleted", async () => {
    const db = new Database(path);
    const add = db.prepare("INSERT INTO users (id, timezone, created_at, deleted_at) VALUES (?, ?, 1, ?)");
    add.run("alice", "Europe/Berlin", null);
    add.run("gone", "Europe/Paris", 2);
    db.close();
    expect(await store.accounts.findTimeZone(alice)).toBe("Europe/Berlin");
    expect(await store.accounts.findTimeZone("gone" as OwnerId)).toBeUndefined();
  });
});

function fill(path: string): void {
  const db = new Database(path);
  const add = (id: string, rev: number, type: string, data: object, deletedAt: number | null = null) =>
    db.prepare(ENTRY).run({ id, rev, type, data: JSON.stringify(data), deletedAt, now: START });
  add("a", 1, "note", {});
  add("b", 2, "note", { related_ids: ["a", "a", 5] });
  add("trashed", 3, "note", { related_ids: ["a"] }, START);
  add("alert", 4, "alert", { resolved: false });
  add("resolved", 5, "alert", { resolved: true });
  const read = db.prepare("INSERT INTO reads (owner_id, entry_id, at, tool) VALUES ('alice', ?, ?, 't')");
  for (const at of [START - 86_400_000, START]) read.run("b", at);
  for (const id of ["trashed", "resolved"]) read.run(id, START + 5);
  db.prepare(
    "INSERT INTO actions (owner_id, entry_id, at, action, tags) VALUES ('alice', 'a', 1, 'did', '[\"one\",\"two\"]')",
  ).run();
  db.prepare("UPDATE rev_counter SET rev = 5, latest_at = ?").run(START);
  db.close();
}
