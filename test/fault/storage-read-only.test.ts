import { readFileSync } from "node:fs";
import { afterEach, describe, expect, it } from "vitest";
import { findLocks, READ_ONLY_REFUSAL } from "../../torture/read-only.ts";
import { failToKeep, keep, openStation, readTexts, type Station, TRANSPORTS } from "../../torture/station.ts";
import { makeTempDir } from "../helpers/temp-dir.ts";

const stations: Station[] = [];
const undo: (() => Promise<void>)[] = [];

afterEach(async () => {
  await Promise.all(stations.splice(0).map((station) => station.kill()));
  for (const step of undo.splice(0)) await step();
});

describe.each(await findLocks(makeTempDir()))("$what", ({ make }) => {
  it.each(TRANSPORTS)(
    "over %s: answers reads, refuses writes with the remedy, changes no byte, and writes when it may",
    async (transport) => {
      const locked = await make(makeTempDir(), ["first", "second"]);
      const { launch, token, database, before } = locked;
      undo.push(locked.undo);
      const station = await openStation(transport, launch, token);
      stations.push(station);
      for (let round = 0; round < 2; round += 1) {
        expect(await readTexts(station.client)).toEqual(["first", "second"]);
        expect(await failToKeep(station.client, "third")).toMatchObject(READ_ONLY_REFUSAL);
      }
      await station.stop();
      stations.length = 0;
      expect(readFileSync(database).equals(before)).toBe(true);
      await locked.unlock();
      const later = await openStation(transport, launch, token);
      stations.push(later);
      await keep(later.client, "third");
      expect(await readTexts(later.client)).toEqual(["first", "second", "third"]);
    },
  );
});
