import { copyFileSync, existsSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import {
  failToKeep,
  keep,
  makeDatabase,
  ONE_OWNER,
  openStation,
  readTexts,
  type Station,
  TRANSPORTS,
} from "../../torture/station.ts";
import { makeTempDir } from "../helpers/temp-dir.ts";

const stations: Station[] = [];

afterEach(async () => {
  await Promise.all(stations.splice(0).map((station) => station.kill()));
});

async function open(transport: (typeof TRANSPORTS)[number], dataDir: string): Promise<Station> {
  const station = await openStation(transport, { dataDir, env: ONE_OWNER });
  stations.push(station);
  return station;
}

const FILES = ["awareness.db", "awareness.db-wal", "awareness.db-shm"];

const CASES: readonly { readonly what: string; act(dataDir: string, other: string): void }[] = [
  {
    what: "removed with its log",
    act: (dataDir) => {
      for (const name of FILES) rmSync(join(dataDir, name), { force: true });
    },
  },
  { what: "removed without its log", act: (dataDir) => rmSync(join(dataDir, "awareness.db")) },
  {
    what: "moved away",
    act: (dataDir) => renameSync(join(dataDir, "awareness.db"), join(dataDir, "old.db")),
  },
  { what: "left, but its log removed", act: (dataDir) => rmSync(join(dataDir, "awareness.db-wal")) },
  {
    what: "replaced by another one",
    act: (dataDir, other) => {
      copyFileSync(join(other, "awareness.db"), join(dataDir, "new.db"));
      renameSync(join(dataDir, "new.db"), join(dataDir, "awareness.db"));
    },
  },
];

describe.each(CASES)("a database file that is $what while a server runs", ({ act }) => {
  it.each(TRANSPORTS)(
    "over %s: no further write is answered as stored, and the server says why",
    async (transport) => {
      const [dataDir, other] = [makeTempDir(), makeTempDir()];
      await makeDatabase(other, ["of the other file"]);
      const station = await open(transport, dataDir);
      await keep(station.client, "stored before");
      act(dataDir, other);
      expect(await failToKeep(station.client, "into nowhere")).toMatchObject({
        code: "unavailable",
        retryable: false,
      });
      expect(await station.ready()).toBeOneOf([503, undefined]);
    },
  );
});

it("a server that starts after the file was removed and its log was left refuses, and keeps the log", async () => {
  const dataDir = makeTempDir();
  const station = await open("stdio", dataDir);
  await keep(station.client, "only in the log");
  await station.kill();
  stations.length = 0;
  rmSync(join(dataDir, "awareness.db"));
  await expect(openStation("http", { dataDir, env: ONE_OWNER }, "no token")).rejects.toThrow(
    "The database file is missing or empty but its -wal file is there.",
  );
  expect(existsSync(join(dataDir, "awareness.db"))).toBe(false);
  expect(existsSync(join(dataDir, "awareness.db-wal"))).toBe(true);
});

it("a database copied back after a removal is served by the next server", async () => {
  const [dataDir, backup] = [makeTempDir(), makeTempDir()];
  await makeDatabase(dataDir, ["kept"]);
  copyFileSync(join(dataDir, "awareness.db"), join(backup, "awareness.db"));
  const station = await open("stdio", dataDir);
  for (const name of FILES) rmSync(join(dataDir, name), { force: true });
  await station.stop();
  stations.length = 0;
  copyFileSync(join(backup, "awareness.db"), join(dataDir, "awareness.db"));
  expect(await readTexts((await open("http", dataDir)).client)).toEqual(["kept"]);
});
