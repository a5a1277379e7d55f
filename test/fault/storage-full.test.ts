import { afterEach, describe, expect, it } from "vitest";
import { type Launch, runToEnd } from "../../torture/program.ts";
import { findShortages, limitFiles } from "../../torture/shortage.ts";
import {
  keep,
  note,
  ONE_OWNER,
  openStation,
  readTexts,
  type Station,
  TRANSPORTS,
  type Transport,
} from "../../torture/station.ts";
import { checkIntegrity } from "../../torture/verify.ts";
import { makeTempDir } from "../helpers/temp-dir.ts";

const FULL = { code: "unavailable", reason: "storage_full", retryable: true };
const NOTE_CHARS = 60_000;
const MOST_NOTES = 200;

const undo: (() => Promise<void>)[] = [];

const stations: Station[] = [];

const closeAll = () => Promise.all(stations.splice(0).map((station) => station.kill()));

async function open(transport: Transport, launch: Launch): Promise<Station> {
  const station = await openStation(transport, launch);
  stations.push(station);
  return station;
}

afterEach(async () => {
  await closeAll();
  for (const step of undo.splice(0)) await step();
});

const textOf = (index: number) => `${index} `.padEnd(NOTE_CHARS, "abcdefgh");

/** Writes until it is refused; answers the texts that were taken, and the refusal. */
async function fill({ client }: Station) {
  const taken: string[] = [];
  for (let index = 0; index < MOST_NOTES; index += 1) {
    const { isError, json } = await client.call("remember", note(textOf(index)));
    if (isError) return { taken, error: json.error };
    taken.push(textOf(index));
  }
  throw new Error("Nothing was ever full");
}

describe.each(await findShortages(makeTempDir()))("$name", ({ arrange, relieve, undo: takeBack }) => {
  it.each(TRANSPORTS)(
    "over %s: refuses writes, goes on reading, keeps nothing by halves, recovers",
    async (transport) => {
      const dataDir = makeTempDir();
      const launch = await arrange(dataDir);
      undo.push(() => takeBack(dataDir));
      const station = await open(transport, launch);
      const { client } = station;

      const { taken, error } = await fill(station);
      expect(error).toMatchObject(FULL);
      expect(taken.length).toBeGreaterThan(5);
      for (let round = 0; round < 3; round += 1) {
        expect((await client.call("remember", note(textOf(999)))).json.error).toMatchObject(FULL);
        expect(await readTexts(client)).toEqual(taken);
      }

      if (!(await relieve(dataDir, station.pid))) await closeAll();
      const later = stations[0] ?? (await open(transport, { dataDir, env: ONE_OWNER }));
      await keep(later.client, "space again");
      expect(await readTexts(later.client)).toEqual([...taken, "space again"]);
      await closeAll();
      expect(checkIntegrity(`${dataDir}/awareness.db`)).toBe("ok");
    },
  );
});

it.each([
  { transport: "stdio", args: ["serve"] },
  { transport: "http", args: ["serve", "--http", "--port", "0"] },
] as const)(
  "a first start without space is refused in one line over $transport, and works later",
  async ({ args, transport }) => {
    const dataDir = makeTempDir();
    const { end, stderr } = await runToEnd({ dataDir, wrap: limitFiles(40) }, args, 15_000);
    expect([end, stderr]).toEqual([
      1,
      "awareness: Storage is full or failing; nothing was stored. Free some space, then try again.\n",
    ]);
    const station = await open(transport, { dataDir, env: ONE_OWNER });
    await keep(station.client, "space now");
    expect(await readTexts(station.client)).toEqual(["space now"]);
  },
);
