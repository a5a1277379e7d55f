import { copyFileSync, mkdirSync, readdirSync, readFileSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import Database from "better-sqlite3";
import { afterEach, beforeAll, describe, expect, it } from "vitest";
import { runToEnd } from "../../torture/program.ts";
import {
  failToKeep,
  makeDatabase,
  note,
  ONE_OWNER,
  openStation,
  type Station,
  TRANSPORTS,
} from "../../torture/station.ts";
import { makeTempDir } from "../helpers/temp-dir.ts";

const COMMANDS = [
  { transport: "stdio", args: ["serve"] },
  { transport: "http", args: ["serve", "--http", "--port", "0"] },
] as const;

const PAGE = 4096;
const DAMAGED = /^awareness: The database file is damaged\. Run `awareness doctor`; nothing was changed\.\n$/;

let healthy = "";

beforeAll(async () => {
  const dataDir = makeTempDir();
  const texts = Array.from({ length: 40 }, (_, index) => `note ${index} `.padEnd(9000, "abc"));
  await makeDatabase(dataDir, texts);
  healthy = join(dataDir, "awareness.db");
});

function overwrite(path: string, at: number, bytes: Buffer): void {
  const contents = readFileSync(path);
  bytes.copy(contents, at);
  writeFileSync(path, contents);
}

/** The first page of a table, counted from 0. */
function rootPage(path: string, table: string): number {
  const db = new Database(path, { readonly: true });
  const page = db
    .prepare<[string], number>("SELECT rootpage FROM sqlite_schema WHERE name = ?")
    .pluck()
    .get(table);
  db.close();
  if (page === undefined) throw new Error(`There is no table ${table}`);
  return page - 1;
}

function exec(path: string, sql: string): void {
  const db = new Database(path);
  db.exec(sql);
  db.close();
}

const makeForeign = (path: string) => {
  writeFileSync(path, "");
  exec(path, "CREATE TABLE bookmarks (url TEXT); INSERT INTO bookmarks VALUES ('https://example.com')");
};

/** A data folder with nothing but a damaged copy of the healthy file. */
function spoiledCopy(spoil: (path: string) => void) {
  const dataDir = join(makeTempDir(), "data");
  mkdirSync(dataDir, { mode: 0o700 });
  const database = join(dataDir, "awareness.db");
  copyFileSync(healthy, database);
  spoil(database);
  return { dataDir, database };
}

const CASES: readonly { readonly what: string; spoil(path: string): void; readonly says: RegExp }[] = [
  {
    what: "a header of zeros",
    spoil: (path) => overwrite(path, 0, Buffer.alloc(100)),
    says: DAMAGED,
  },
  {
    what: "a first page of noise",
    spoil: (path) => overwrite(path, 100, Buffer.alloc(PAGE - 100, 0xa5)),
    says: DAMAGED,
  },
  { what: "half of the file missing", spoil: (path) => truncateSync(path, PAGE * 20), says: DAMAGED },
  { what: "all but some bytes missing", spoil: (path) => truncateSync(path, 1000), says: DAMAGED },
  {
    what: "the page of its migrations zeroed",
    spoil: (path) => overwrite(path, rootPage(path, "migrations") * PAGE, Buffer.alloc(PAGE)),
    says: DAMAGED,
  },
  {
    what: "text that is no database",
    spoil: (path) => writeFileSync(path, "Dear diary\n".repeat(500)),
    says: DAMAGED,
  },
  {
    what: "the tables of another program",
    spoil: makeForeign,
    says: /^awareness: This is a database of another program\. Choose another file with AWARENESS_DATABASE_URL; nothing was changed\.\n$/,
  },
  {
    what: "a schema newer than the program",
    spoil: (path) => exec(path, "INSERT INTO migrations VALUES (9000, '9000_future', 'x', 0)"),
    says: /^awareness: The database has schema 9000, this program knows \d+\. Update awareness; nothing was changed\.\n$/,
  },
];

describe.each(CASES)("a database file with $what", ({ spoil, says }) => {
  it.each(COMMANDS)(
    "is refused over $transport in one line with the remedy, and keeps every byte",
    async ({ args }) => {
      const { dataDir, database } = spoiledCopy(spoil);
      const before = readFileSync(database);
      const { end, stdout, stderr } = await runToEnd({ dataDir }, args, 15_000);
      expect(stderr).toMatch(says);
      expect([end, stdout]).toEqual([1, ""]);
      expect(readFileSync(database).equals(before)).toBe(true);
      expect(readdirSync(dataDir)).toEqual(["awareness.db"]);
    },
  );
});

describe("a database whose entries are on a page of zeros, which a start does not look at", () => {
  const stations: Station[] = [];

  afterEach(async () => {
    await Promise.all(stations.splice(0).map((station) => station.kill()));
  });

  const zeroEntries = (path: string) => overwrite(path, rootPage(path, "entries") * PAGE, Buffer.alloc(PAGE));
  const CORRUPT = { code: "unavailable", reason: "corrupt", retryable: false };

  it.each(TRANSPORTS)("over %s: says so to every read and write, and writes nothing", async (transport) => {
    const { dataDir, database } = spoiledCopy(zeroEntries);
    const before = readFileSync(database);
    const station = await openStation(transport, { dataDir, env: ONE_OWNER });
    stations.push(station);
    const read = await station.client.call("get_knowledge", {});
    expect([read.isError, read.json.error]).toMatchObject([true, CORRUPT]);
    expect(await failToKeep(station.client, "new")).toMatchObject(CORRUPT);
    expect(
      (await station.client.call("remember", { ...note("keyed"), logical_key: "k" })).json.error,
    ).toMatchObject(CORRUPT);
    await station.stop();
    stations.length = 0;
    const after = readFileSync(database);
    const page = rootPage(healthy, "entries") * PAGE;
    expect(after.subarray(page, page + PAGE).equals(before.subarray(page, page + PAGE))).toBe(true);
  });

  it("is found by the doctor", async () => {
    const { dataDir } = spoiledCopy(zeroEntries);
    const { end, stdout } = await runToEnd({ dataDir }, ["doctor", "--json"]);
    expect(end).toBe(1);
    expect(stdout).toMatch(/damaged/i);
  });
});
