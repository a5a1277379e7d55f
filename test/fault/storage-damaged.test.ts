import { copyFileSync, mkdirSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeAll, describe, expect, it } from "vitest";
import { runToEnd } from "../../torture/program.ts";
import { overwrite, PAGE, rootPage, SPOILINGS } from "../../torture/spoilings.ts";
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

let healthy = "";

beforeAll(async () => {
  const dataDir = makeTempDir();
  const texts = Array.from({ length: 40 }, (_, index) => `note ${index} `.padEnd(9000, "abc"));
  await makeDatabase(dataDir, texts);
  healthy = join(dataDir, "awareness.db");
});

/** A data folder with nothing but a damaged copy of the healthy file. */
function spoiledCopy(spoil: (path: string) => void) {
  const dataDir = join(makeTempDir(), "data");
  mkdirSync(dataDir, { mode: 0o700 });
  const database = join(dataDir, "awareness.db");
  copyFileSync(healthy, database);
  spoil(database);
  return { dataDir, database };
}

describe.each(SPOILINGS)("a database file with $what", ({ spoil, says }) => {
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
