import { readdirSync } from "node:fs";
import { join } from "node:path";
import Database from "better-sqlite3";
import { expect, it } from "vitest";
import { makeFolder, run } from "./support.ts";

const NAMES = readdirSync(join(import.meta.dirname, "../../migrations/sqlite"))
  .sort()
  .map((file) => file.replace(/\.sql$/, ""));
const NEWEST = NAMES.length;

it("--status and --dry-run say what is missing and create nothing", async () => {
  const folder = makeFolder();
  const env = { AWARENESS_DATA_DIR: folder };
  expect((await run(["migrate", "--status"], env)).stdout).toBe(
    `Schema 0 of ${NEWEST}; pending: ${NAMES.join(", ")}.\n`,
  );
  expect((await run(["migrate", "--dry-run"], env)).stdout).toBe(`Would apply: ${NAMES.join(", ")}.\n`);
  expect(readdirSync(folder)).toEqual([]);
});

it("migrates once; after that there is nothing to apply", async () => {
  const env = { AWARENESS_DATA_DIR: makeFolder() };
  const first = await run(["migrate", "--json"], env);
  expect(JSON.parse(first.stdout)).toEqual({ from: 0, to: NEWEST, applied: NAMES });
  expect(await run(["migrate"], env)).toEqual({
    code: 0,
    stdout: `Schema ${NEWEST}; nothing to apply.\n`,
    stderr: "",
  });
  expect((await run(["migrate", "--status"], env)).stdout).toBe(
    `Schema ${NEWEST} of ${NEWEST}; up to date.\n`,
  );
});

it.each([[["migrate"]], [["migrate", "--status"]], [["migrate", "--dry-run"]], [["serve"]]])(
  "a newer schema is left alone by awareness %j",
  async (args) => {
    const folder = makeFolder();
    const env = { AWARENESS_DATA_DIR: folder };
    await run(["migrate"], env);
    const db = new Database(join(folder, "awareness.db"));
    db.prepare(
      "INSERT INTO migrations SELECT 99, 'future', checksum, applied_at FROM migrations LIMIT 1",
    ).run();
    db.close();
    const { code, stdout, stderr } = await run(args, env);
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr).toMatch(/^awareness: .*99.*\n$/);
  },
);
