import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Database from "better-sqlite3";
import { expect, it } from "vitest";
import { openSqliteStore } from "../../src/store/sqlite/open.ts";
import { loadAnalyser } from "../helpers/analyser.ts";
import { createTestClock, MIGRATIONS, START, silent } from "./backends.ts";
import { alice, anEntry, author } from "./fixtures.ts";

const TABLES = ["entries", "entry_versions", "entry_tags", "entry_links", "reads", "actions", "action_tags"];

it("edits leave no second row behind, and a purge none at all", async () => {
  const folder = await mkdtemp(join(tmpdir(), "awareness-leftovers-"));
  const path = join(folder, "store.db");
  const options = { path, migrationsDir: MIGRATIONS, autoMigrate: true, log: silent };
  const store = await openSqliteStore({ loadAnalyser, ...options, clock: createTestClock() });
  const db = new Database(path, { readonly: true });
  const counts = () =>
    Object.fromEntries(
      TABLES.map((name) => [name, db.prepare(`SELECT count(*) FROM ${name}`).pluck().get()]),
    );
  try {
    const data = { related_ids: ["a", "b"] };
    await store.entries.insert(alice, anEntry({ id: "e", data, tags: ["one"] }), author);
    await store.entries.insert(alice, anEntry({ id: "expires", data, expiresAt: START }), author);
    for (const id of ["e", "expires"]) {
      await store.activity.recordReads(alice, [{ entryId: id, at: START, tool: "t" }]);
    }
    await store.activity.recordAction(alice, { entryId: "e", at: START, action: "x", tags: ["y", "z"] });
    await store.entries.change(alice, "e", () => ({ kind: "updated", source: "moved" }), author);
    await store.entries.change(alice, "e", () => ({ kind: "updated", data: { related_ids: ["b"] } }), author);
    expect(counts()).toEqual({
      entries: 2,
      entry_versions: 2,
      entry_tags: 3,
      entry_links: 3,
      reads: 2,
      actions: 1,
      action_tags: 2,
    });
    await store.trash.trash(alice, { by: "id", id: "e" }, author);
    expect(counts()).toMatchObject({ entry_links: 3, entry_tags: 3 });
    await store.trash.purge(START + 1, 10);
    expect(counts()).toEqual(Object.fromEntries(TABLES.map((name) => [name, 0])));
  } finally {
    db.close();
    await store.close();
    await rm(folder, { recursive: true });
  }
});
