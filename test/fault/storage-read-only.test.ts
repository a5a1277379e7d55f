import { chmodSync, chownSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { type Launch, mintToken } from "../../torture/program.ts";
import {
  failToKeep,
  makeDatabase,
  ONE_OWNER,
  openStation,
  readTexts,
  type Station,
  TRANSPORTS,
} from "../../torture/station.ts";
import { makeTempDir } from "../helpers/temp-dir.ts";

const NOBODY = 65_534;
const isRoot = process.getuid?.() === 0;

/** Root may write everywhere, so its server becomes nobody before anything else. */
const DROP_ROOT = `data:text/javascript,${encodeURIComponent(
  `process.setgroups([]); process.setgid(${NOBODY}); process.setuid(${NOBODY});`,
)}`;

const stations: Station[] = [];
const folders: string[] = [];

afterEach(async () => {
  await Promise.all(stations.splice(0).map((station) => station.kill()));
  for (const folder of folders.splice(0)) chmodSync(folder, 0o700);
});

const PERMISSIONS = [
  { what: "a read-only file", file: 0o400, folder: 0o700 },
  { what: "a read-only folder", file: 0o600, folder: 0o500 },
  { what: "a read-only file in a read-only folder", file: 0o400, folder: 0o500 },
] as const;

async function makeReadOnly(modes: { readonly file: number; readonly folder: number }) {
  const dataDir = makeTempDir();
  folders.push(dataDir);
  await makeDatabase(dataDir, ["first", "second"]);
  const token = await mintToken({ dataDir });
  const database = join(dataDir, "awareness.db");
  const before = readFileSync(database);
  if (isRoot) {
    for (const name of readdirSync(dataDir)) chownSync(join(dataDir, name), NOBODY, NOBODY);
    chownSync(dataDir, NOBODY, NOBODY);
  }
  chmodSync(database, modes.file);
  chmodSync(dataDir, modes.folder);
  const launch: Launch = { dataDir, env: ONE_OWNER, nodeArgs: isRoot ? ["--import", DROP_ROOT] : [] };
  return { launch, token, database, before };
}

describe.each(PERMISSIONS)("$what", (modes) => {
  it.each(TRANSPORTS)(
    "over %s: answers reads, refuses writes with the remedy, changes no byte",
    async (transport) => {
      const { launch, token, database, before } = await makeReadOnly(modes);
      const station = await openStation(transport, launch, token);
      stations.push(station);
      for (let round = 0; round < 2; round += 1) {
        expect(await readTexts(station.client)).toEqual(["first", "second"]);
        expect(await failToKeep(station.client, "third")).toMatchObject({
          code: "unavailable",
          reason: "read_only",
          retryable: false,
          message:
            "The database is read-only; nothing was stored. Give write permission to it and its folder.",
        });
      }
      await station.stop();
      stations.length = 0;
      expect(readFileSync(database).equals(before)).toBe(true);
    },
  );
});
