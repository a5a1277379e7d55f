import { join } from "node:path";
import Database from "better-sqlite3";
import { afterEach, describe, expect, it } from "vitest";
import { runToEnd } from "../../torture/program.ts";
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
import { startStdioServer } from "../helpers/stdio-process.ts";
import { makeTempDir } from "../helpers/temp-dir.ts";
import { INITIALIZE } from "../helpers/wire.ts";

const LOCKED = { code: "unavailable", reason: "locked", retryable: true };

const stations: Station[] = [];
const holders: Database.Database[] = [];

afterEach(async () => {
  for (const holder of holders.splice(0)) holder.close();
  await Promise.all(stations.splice(0).map((station) => station.kill()));
});

async function openBoth(dataDir: string): Promise<readonly Station[]> {
  for (const transport of TRANSPORTS)
    stations.push(await openStation(transport, { dataDir, env: ONE_OWNER }));
  return [...stations];
}

/** Another program with its hand on the file, as the servers see it. */
function holdFile(dataDir: string): Database.Database {
  const holder = new Database(join(dataDir, "awareness.db"));
  holders.push(holder);
  return holder;
}

describe("a database that another program keeps locked", () => {
  it("answers reads, refuses writes as retryable once their time is over, and works again after", async () => {
    const dataDir = makeTempDir();
    const both = await openBoth(dataDir);
    for (const { client } of both) await keep(client, "before");
    const holder = holdFile(dataDir);
    holder.exec("BEGIN EXCLUSIVE");
    const writes = both.map(({ client }) => failToKeep(client, "while locked"));
    for (const { client } of both) expect(await readTexts(client)).toEqual(["before", "before"]);
    for (const { ready } of both) expect(await ready()).toBeOneOf([200, undefined]);
    for (const error of await Promise.all(writes)) expect(error).toMatchObject(LOCKED);
    holder.exec("ROLLBACK");
    for (const { client } of both) await keep(client, "after");
    for (const { client } of both) {
      expect(await readTexts(client)).toEqual(["before", "before", "after", "after"]);
    }
  });

  it("still lists, and lets a stdio client go soon after its goodbye", async () => {
    const dataDir = makeTempDir();
    await makeDatabase(dataDir, ["kept"]);
    const server = startStdioServer({ dataDir, env: ONE_OWNER });
    const list = (id: number) =>
      server.request(id, "tools/call", { name: "get_knowledge", arguments: { mode: "list" } });
    await server.request(0, "initialize", INITIALIZE);
    await server.send({ method: "notifications/initialized" });
    await list(1);
    holdFile(dataDir).exec("BEGIN IMMEDIATE");
    expect((await list(2)).result.content[0].text).toContain('"description":"A note"');
    const saidGoodbyeAt = performance.now();
    server.end();
    expect(await server.exited).toBe(0);
    expect(performance.now() - saidGoodbyeAt).toBeLessThan(4_000);
  });

  it("lets a write wait for a lock that goes in time", async () => {
    const dataDir = makeTempDir();
    const both = await openBoth(dataDir);
    const holder = holdFile(dataDir);
    holder.exec("BEGIN EXCLUSIVE");
    const writes = both.map(({ client }) => keep(client, "waited"));
    for (const { client } of both) expect(await readTexts(client)).toEqual([]);
    holder.exec("ROLLBACK");
    await Promise.all(writes);
  });

  it("refuses to start in one line while nobody else may even read, and starts when the lock goes", async () => {
    const dataDir = makeTempDir();
    await makeDatabase(dataDir, ["kept"]);
    const holder = holdFile(dataDir);
    holder.pragma("locking_mode = EXCLUSIVE");
    holder.exec("BEGIN EXCLUSIVE");
    const commands = [["serve"], ["serve", "--http", "--port", "0"]];
    const ends = await Promise.all(commands.map((args) => runToEnd({ dataDir }, args)));
    for (const { end, stdout, stderr } of ends) {
      expect([end, stdout]).toEqual([1, ""]);
      expect(stderr).toBe("awareness: The database is locked by another program. Try again in a moment.\n");
    }
    holder.close();
    const both = await openBoth(dataDir);
    for (const { client } of both) expect(await readTexts(client)).toEqual(["kept"]);
  });
});
