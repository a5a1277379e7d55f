import { readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import Database from "better-sqlite3";
import { describe, expect, it } from "vitest";
import type { SqliteTarget } from "../../src/config/config.ts";
import { alice, anEntry, author } from "../contract/fixtures.ts";
import { withClient } from "../helpers/postgres/client.ts";
import { makeFile, useStore } from "./copy-support.ts";
import { call } from "./in-process.ts";
import { makeDatabase } from "./postgres-support.ts";

const verify = (url: string, ...more: string[]) => call(["doctor", "--verify", "--database", url, ...more]);

async function aDatabase(): Promise<SqliteTarget> {
  const target = makeFile();
  await useStore(target, async ({ entries }) => {
    await entries.insert(alice, anEntry(), author);
  });
  return target;
}

/** A database with its header, and without anything that the header tells of. */
function emptyFirstPage(path: string): void {
  const bytes = readFileSync(path);
  // A leaf without cells, whose content begins at the end of the page (https://www.sqlite.org/fileformat2.html).
  bytes.fill(0, 100, bytes.readUInt16BE(16)).writeUInt8(13, 100);
  writeFileSync(path, bytes);
}

describe("a memory that is lost is never called as it was written", () => {
  const cases: readonly (readonly [string, (path: string) => void, string])[] = [
    ["an emptied file", (path) => truncateSync(path, 0), "file: is empty"],
    ["a file whose first page was emptied", emptyFirstPage, "content: there are no tables"],
    [
      "a file of SQLite without tables",
      (path) => {
        rmSync(path);
        new Database(path).exec("VACUUM").close();
      },
      "content: there are no tables",
    ],
    [
      "a file without its list of migrations",
      (path) => new Database(path).exec("DROP TABLE migrations").close(),
      "schema: there is no list of the migrations",
    ],
  ];

  it.each(cases)("%s is damage", async (_, spoil, text) => {
    const { path } = await aDatabase();
    spoil(path);
    const { code, stdout } = await verify(`sqlite:${path}`);
    expect({ code, stdout }).toEqual({ code: 1, stdout: expect.stringContaining(text) });
    expect(stdout).toContain("Damaged places: ");
    expect(readdirSync(dirname(path))).toEqual(["copy.db"]);
    const json = await verify(`sqlite:${path}`, "--json");
    expect(JSON.parse(json.stdout)).toMatchObject({ ok: false, exists: true });
  });

  it.each(["gone", "empty"])("a main file that is %s while its log is there is told of", async (state) => {
    const { path } = await aDatabase();
    if (state === "gone") rmSync(path);
    else truncateSync(path, 0);
    writeFileSync(`${path}-wal`, "what was written last");
    const { code, stdout, stderr } = await verify(`sqlite:${path}`);
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr).toMatch(/^awareness: .+ -wal file is there.+\n$/);
    expect(readFileSync(`${path}-wal`, "utf8")).toBe("what was written last");
  });

  it("the pages that an emptied first page has lost are damage of their own", async () => {
    const { path } = await aDatabase();
    emptyFirstPage(path);
    expect((await verify(`sqlite:${path}`)).stdout).toMatch(/^integrity: .*never used/m);
  });

  it("tables on Postgres without their list of migrations are damage", async () => {
    const { url } = await makeDatabase();
    await withClient(url, (admin) => admin.query("CREATE TABLE entries (id text)"));
    const { code, stdout } = await verify(url);
    expect({ code, stdout }).toEqual({ code: 1, stdout: expect.stringContaining("schema: ") });
  });
});

it("where there is no database yet the answer is that nothing was compared, on both engines", async () => {
  const { path } = makeFile();
  const { url } = await makeDatabase();
  for (const place of [`sqlite:${path}`, url]) {
    const { code, stdout } = await verify(place);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^There is no database at .+ yet, so nothing was compared\..+\n$/);
    const json = await verify(place, "--json");
    expect(JSON.parse(json.stdout)).toEqual({ findings: [], ok: true, exists: false, checked: 0 });
  }
  expect(readdirSync(dirname(path))).toEqual([]);
});
