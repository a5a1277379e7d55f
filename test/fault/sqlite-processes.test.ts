import { statSync } from "node:fs";
import { join } from "node:path";
import Database from "better-sqlite3";
import { beforeAll, describe, expect, it } from "vitest";
import { MIGRATIONS } from "../contract/backends.ts";
import { makeTempDir } from "../helpers/temp-dir.ts";
import { buildChild, runChild } from "./build-child.ts";

let program: string;

beforeAll(async () => {
  program = await buildChild("write");
});

describe("several processes on one SQLite file", () => {
  it("sixteen that start at once on a new file all succeed, and each migration runs once", async () => {
    const path = join(makeTempDir(), "deep", "er", "store.db");
    const names = Array.from({ length: 16 }, (_, n) => `p${n}`);
    const results = await Promise.all(names.map((name) => runChild(program, path, MIGRATIONS, name, "4")));
    expect(results.map(({ code, stderr }) => ({ code, stderr }))).toEqual(
      names.map(() => ({ code: 0, stderr: "" })),
    );
    const db = new Database(path, { readonly: true });
    const applied = db.prepare("SELECT number FROM migrations ORDER BY number").pluck().all();
    expect(applied).toEqual(applied.map((_, index) => index + 1));
    expect(db.prepare("SELECT count(*) FROM settings WHERE key = 'cursor_key'").pluck().get()).toBe(1);
    expect(db.prepare("SELECT count(*) FROM entries").pluck().get()).toBe(16 * 4 + 1);
    db.close();
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(statSync(join(path, "..")).mode & 0o777).toBe(0o700);
    expect(statSync(join(path, "../..")).mode & 0o777).toBe(0o700);
  });

  it("four that write at the same time lose nothing, share no rev and miss no merge", async () => {
    const path = join(makeTempDir(), "store.db");
    const names = ["a", "b", "c", "d"];
    const results = await Promise.all(names.map((name) => runChild(program, path, MIGRATIONS, name, "60")));
    expect(results.map(({ stderr }) => stderr)).toEqual(["", "", "", ""]);
    const revs = results.flatMap(({ stdout }) => (JSON.parse(stdout) as { revs: number[] }).revs);
    expect(new Set(revs).size).toBe(240);
    const db = new Database(path, { readonly: true });
    const count = db.prepare("SELECT count(*) FROM entries WHERE source = ?").pluck();
    for (const name of names) expect(count.get(name)).toBe(60);
    const shared = db.prepare("SELECT version, data FROM entries WHERE source = 'shared'").all();
    expect(shared).toEqual([{ version: 240, data: '{"n":240}' }]);
    expect(db.prepare("SELECT rev >= 480 FROM rev_counter").pluck().get()).toBe(1);
    expect(db.pragma("integrity_check", { simple: true })).toBe("ok");
    db.close();
  });
});
