import { join } from "node:path";
import Database from "better-sqlite3";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { contentHash, isIntact, type StoredContent } from "../../src/store/shared/content-hash.ts";
import { openSqliteStore } from "../../src/store/sqlite/open.ts";
import { createTestClock, MIGRATIONS, START, silent } from "../contract/backends.ts";
import { alice, anEntry, author } from "../contract/fixtures.ts";
import { loadAnalyser } from "../helpers/analyser.ts";
import { makeTempDir } from "../helpers/temp-dir.ts";

const COLUMNS = "type, source, logical_key, tags, data, language, expires_at, content_hash";
type Hashed = StoredContent & { readonly content_hash: Buffer };

/** A database in which every way of writing content was used, and its path. */
async function livelyDatabase(): Promise<string> {
  const path = join(makeTempDir(), "store.db");
  const clock = createTestClock();
  const store = await openSqliteStore({
    loadAnalyser,
    path,
    migrationsDir: MIGRATIONS,
    autoMigrate: true,
    clock,
    log: silent,
  });
  const full = { logicalKey: "ключ", language: "de", expiresAt: START + 1000, data: { text: "größe 👍" } };
  await store.entries.insert(alice, anEntry({ id: "plain", tags: [] }), author);
  await store.entries.insert(alice, anEntry({ id: "full", ...full }), author);
  const edit = () => ({ kind: "updated", source: "work", language: undefined, tags: ["ä"] }) as const;
  await store.entries.change(alice, "full", edit, author);
  await store.trash.trash(alice, { by: "id", id: "plain" }, author);
  clock.advance(5000);
  await store.trash.restore(alice, { by: "source", source: "personal" }, author);
  await store.trash.restore(alice, { by: "id", id: "full" }, author);
  await store.close();
  return path;
}

function rowsOf(db: Database.Database, table: string): readonly Hashed[] {
  return db.prepare<[], Hashed>(`SELECT ${COLUMNS} FROM ${table}`).all();
}

describe("content hashes", () => {
  it("hold for every current and superseded version, however it came about", async () => {
    const db = new Database(await livelyDatabase());
    const rows = [...rowsOf(db, "entries"), ...rowsOf(db, "entry_versions")];
    db.close();
    expect(rows.length).toBe(6);
    expect(rows.every(isIntact)).toBe(true);
    expect(rows.some(({ expires_at }) => expires_at === START + 6000)).toBe(true);
  });

  it("reveal any flipped byte of stored text, which SQLite itself does not notice", async () => {
    const db = new Database(await livelyDatabase());
    for (const column of ["source", "tags", "data"] as const) {
      const before = rowsOf(db, "entries")[1]?.[column] ?? "";
      for (let byte = 0; byte < Buffer.byteLength(before); byte += 1) {
        const flipped = Buffer.from(before);
        flipped[byte] = (flipped[byte] ?? 0) ^ 1;
        db.prepare(`UPDATE entries SET ${column} = CAST(? AS TEXT) WHERE id = 'full'`).run(flipped);
        expect(rowsOf(db, "entries").map(isIntact), `${column} ${byte}`).toEqual([true, false]);
      }
      db.prepare(`UPDATE entries SET ${column} = ? WHERE id = 'full'`).run(before);
    }
    expect(db.pragma("quick_check", { simple: true })).toBe("ok");
    expect(rowsOf(db, "entries").every(isIntact)).toBe(true);
    db.close();
  });

  it("differ whenever any part differs, wherever the border between two parts lies", () => {
    const text = fc.string({ unit: fc.constantFrom("a", "1", ":", "\n", "-"), maxLength: 4 });
    const content: fc.Arbitrary<StoredContent> = fc.record({
      type: text,
      source: text,
      logical_key: fc.option(text),
      tags: text,
      data: text,
      language: fc.option(text),
      expires_at: fc.option(fc.nat(3)),
    });
    const property = fc.property(content, content, (one, two) => {
      const same = JSON.stringify(Object.entries(one)) === JSON.stringify(Object.entries(two));
      expect(contentHash(one).equals(contentHash(two))).toBe(same);
    });
    fc.assert(property, { numRuns: 2000 });
  });

  it("stay what they are: the format is fixed", () => {
    const content = {
      type: "note",
      source: "s",
      logical_key: null,
      tags: "[]",
      data: '{"ä":1}',
      language: "de",
    };
    expect(contentHash({ ...content, expires_at: 5 }).toString("hex")).toBe(
      "04f966af467a814172d9aac57bf51f545653cbd48bdcbe71a1df82a4dcc5a428",
    );
  });
});

describe("superseded versions", () => {
  it("cannot be altered even by a statement", async () => {
    const db = new Database(await livelyDatabase());
    const alter = db.prepare("UPDATE entry_versions SET data = '{}'");
    expect(() => alter.run()).toThrow("history is append-only");
    db.close();
  });
});
