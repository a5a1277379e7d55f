import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { type FollowedStream, follow } from "../helpers/follow-stream.ts";
import { NODE_DATABASES, type NodeDatabase } from "../helpers/nodes/databases.ts";
import { type Nodes, startNodes } from "../helpers/nodes/nodes.ts";
import { type SessionWire, sessionWire } from "../helpers/nodes/session-wire.ts";
import { withClient } from "../helpers/postgres/client.ts";
import { type RawHttp, rawHttp } from "../helpers/raw-http.ts";
import { MODERN_META, modernHeaders } from "../helpers/wire.ts";

const URI = "awareness://knowledge";
/** Most changes on another node are known by then, also on a slow machine: Postgres sends word, SQLite is polled once a second. */
const WITHIN_MS = { Postgres: 800, SQLite: 4_000 } as const;
/** The slowest may have met whatever else the machine does. */
const SLOWEST = 4;

async function listen(url: string, token: string): Promise<FollowedStream> {
  const params = { notifications: { resourceSubscriptions: [URI] }, _meta: MODERN_META };
  const body = { jsonrpc: "2.0", id: "l", method: "subscriptions/listen", params };
  const headers = { ...modernHeaders(body), authorization: `Bearer ${token}` };
  const stream = follow(await fetch(url, { method: "POST", headers, body: JSON.stringify(body) }));
  await stream.until("acknowledged");
  return stream;
}

const told = (stream: FollowedStream): number => stream.seen.join("").split("resources/updated").length - 1;

describe.each(NODE_DATABASES)("changes on one node, on $name", ({ name, take }) => {
  let database: NodeDatabase;
  let nodes: Nodes;
  const streams: FollowedStream[] = [];
  let write: { alice(): Promise<unknown>; bob(): Promise<unknown> };
  let [modern, legacy, stranger]: FollowedStream[] = [];
  beforeAll(async () => {
    database = await take();
    nodes = await startNodes({ count: 2, env: database.env });
    const [a, b] = [nodes.url(0), nodes.url(1)];
    const [alice, bob] = [await nodes.mint("alice"), await nodes.mint("bob")];
    const remember = (http: RawHttp) => () =>
      http.call("remember", { source: "s", tags: [], description: "d" });
    write = { alice: remember(rawHttp(a, alice)), bob: remember(rawHttp(a, bob)) };
    const wire: SessionWire = sessionWire(alice);
    const session = await wire.open(b);
    legacy = await wire.listen(b, session);
    await wire.subscribe(b, session, URI);
    [modern, stranger] = [await listen(b, alice), await listen(b, bob)];
    streams.push(modern, legacy, stranger);
    if (name === "Postgres") await untilListening(database, 1);
  });
  afterAll(async () => {
    await Promise.all(streams.map((stream) => stream.stop()));
    await nodes.close();
    await database.giveBack();
  });

  /** Of so many changes, one after the other: how long until both streams on the other node have heard of it, ms. */
  const waitsOf = async (turns: number): Promise<readonly number[]> => {
    const waits: number[] = [];
    for (let turn = 0; turn < turns; turn += 1) {
      const before = [modern, legacy].map((stream) => told(stream as FollowedStream));
      await write.alice();
      const began = performance.now();
      await vi.waitUntil(
        () => [modern, legacy].every((stream, at) => told(stream as FollowedStream) > (before[at] ?? 0)),
        { timeout: 15_000, interval: 2 },
      );
      waits.push(performance.now() - began);
    }
    return waits.toSorted((one, other) => one - other);
  };

  function expectSoon(waits: readonly number[]): void {
    expect(waits[Math.floor(waits.length / 2)]).toBeLessThan(WITHIN_MS[name]);
    expect(waits.at(-1)).toBeLessThan(SLOWEST * WITHIN_MS[name]);
  }

  it("reach the streams of both eras on the other node", async () => {
    expectSoon(await waitsOf(10));
    expect(told(stranger as FollowedStream)).toBe(0);
  });

  it("reach nobody else, whoever listens to the same resource", async () => {
    const before = told(stranger as FollowedStream);
    const mine = told(modern as FollowedStream);
    await write.bob();
    await vi.waitUntil(() => told(stranger as FollowedStream) > before, { timeout: 15_000, interval: 2 });
    expect(told(stranger as FollowedStream)).toBe(before + 1);
    expect(told(modern as FollowedStream)).toBe(mine);
  });

  if (name === "SQLite") return;

  it("are not missed when the connection that carries the word is cut", async () => {
    for (let round = 0; round < 3; round += 1) {
      const before = told(modern as FollowedStream);
      await endListeners(database);
      await write.alice();
      await vi.waitUntil(() => told(modern as FollowedStream) > before, { timeout: 12_000, interval: 2 });
    }
    await untilListening(database, 1);
    expectSoon(await waitsOf(3));
  });
});

const LISTENERS = `SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND query LIKE 'LISTEN%'`;

async function untilListening({ adminUrl = "" }: NodeDatabase, count: number): Promise<void> {
  await withClient(adminUrl, (admin) =>
    vi.waitUntil(async () => (await admin.query(LISTENERS)).rowCount === count, { timeout: 10_000 }),
  );
}

async function endListeners({ adminUrl = "" }: NodeDatabase): Promise<void> {
  await withClient(adminUrl, (admin) =>
    admin.query(`SELECT pg_terminate_backend(pid) FROM (${LISTENERS}) found`),
  );
}
