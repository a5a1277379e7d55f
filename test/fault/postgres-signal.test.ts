import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { parseOwner } from "../../src/domain/owner.ts";
import type { Store } from "../../src/domain/store.ts";
import { CHANNEL } from "../../src/store/postgres/change-signal.ts";
import { createTestClock, openPostgres } from "../contract/backends.ts";
import { anEntry, author } from "../contract/fixtures.ts";
import { type FreshDatabase, takeDatabase } from "../contract/postgres-backend.ts";
import { withClient } from "../helpers/postgres/client.ts";
import { startWireProxy, type WireProxy } from "../helpers/postgres/wire-proxy.ts";

const ALICE = parseOwner("alice@example.org");
const BOB = parseOwner("bob@example.org");

const SOON = { timeout: 10_000, interval: 2 };

const LISTENERS = `
  SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND query LIKE 'LISTEN%'`;

describe("word of changes between two stores on one Postgres", () => {
  let database: FreshDatabase;
  let line: WireProxy;
  let writer: Store;
  let listener: Store;
  beforeEach(async () => {
    database = await takeDatabase();
    const { hostname, port } = new URL(database.url);
    line = await startWireProxy({ host: hostname, port: Number(port) });
    writer = await openPostgres(database.url, createTestClock());
    listener = await openPostgres(line.through(database.url), createTestClock());
  });
  afterEach(async () => {
    await Promise.all([writer.close(), listener.close()]);
    await line.close();
    await database.giveBack();
  });

  const write = (owner = ALICE) => writer.entries.insert(owner, anEntry(), author);
  const listen = (owner = ALICE) => {
    let heard = 0;
    const stop = listener.signal?.watch(owner, () => {
      heard += 1;
    });
    return { heard: () => heard, stop: () => stop?.() };
  };
  const untilUp = () => vi.waitUntil(() => listener.signal?.isUp(), { timeout: 30_000, interval: 5 });

  it("arrives soon, for the owner that it is about alone", async () => {
    const [alice, bob] = [listen(ALICE), listen(BOB)];
    await untilUp();
    const began = performance.now();
    await write(ALICE);
    await vi.waitUntil(() => alice.heard() > 0, SOON);
    expect(performance.now() - began).toBeLessThan(5_000);
    await write(BOB);
    await vi.waitUntil(() => bob.heard() > 0, SOON);
    expect(bob.heard()).toBe(1);
  });

  it("comes together when there is much to say: far fewer words than writes", async () => {
    const alice = listen();
    await untilUp();
    await Promise.all(Array.from({ length: 60 }, () => write()));
    const last = alice.heard();
    await write();
    await vi.waitUntil(() => alice.heard() > last, SOON);
    expect(alice.heard()).toBeLessThan(20);
  });

  it("is no longer heard by who has stopped", async () => {
    const [gone, there] = [listen(), listen()];
    await untilUp();
    gone.stop();
    await write();
    await vi.waitUntil(() => there.heard() > 0, SOON);
    expect(gone.heard()).toBe(0);
  });

  it("tells who reads along neither owner nor content, and nothing that the owner's name alone would give", async () => {
    const payloads: string[] = [];
    await withClient(database.adminUrl, async (spy) => {
      spy.on("notification", ({ payload = "" }) => payloads.push(payload));
      await spy.query(`LISTEN ${CHANNEL}`);
      const alice = listen();
      await untilUp();
      const before = payloads.length;
      await write(ALICE);
      await vi.waitUntil(() => alice.heard() > 0 && payloads.length > before, SOON);
    });
    for (const payload of payloads) expect(payload).toMatch(/^[\w-]{22}$/);
    const other = await takeDatabase();
    await withClient(other.adminUrl, (admin) =>
      admin.query("UPDATE settings SET value = decode(repeat('ab', 32), 'hex') WHERE key = 'cursor_key'"),
    );
    const elsewhere = await openPostgres(other.url, createTestClock());
    const words: string[] = [];
    await withClient(other.adminUrl, async (spy) => {
      spy.on("notification", ({ payload = "" }) => words.push(payload));
      await spy.query(`LISTEN ${CHANNEL}`);
      await elsewhere.entries.insert(ALICE, anEntry(), author);
      await vi.waitUntil(() => words.length > 0, SOON);
    });
    expect(payloads).not.toContain(words[0]);
    await elsewhere.close();
    await other.giveBack();
  });

  it("arrives again after the connection was ended, and says when", async () => {
    const alice = listen();
    let ups = 0;
    listener.signal?.onUp(() => {
      ups += 1;
    });
    await untilUp();
    const { rowCount } = await withClient(database.adminUrl, (admin) =>
      admin.query(`SELECT pg_terminate_backend(pid) FROM (${LISTENERS}) found`),
    );
    expect(rowCount).toBe(1);
    await vi.waitUntil(() => ups >= 2, { timeout: 20_000, interval: 5 });
    const before = alice.heard();
    await write();
    await vi.waitUntil(() => alice.heard() > before, SOON);
  });

  it("is known not to arrive when the line is dead without a sign, and arrives when it lives again", async () => {
    const alice = listen();
    await untilUp();
    line.blackhole(true);
    await vi.waitUntil(() => listener.signal?.isUp() === false, { timeout: 20_000, interval: 20 });
    line.blackhole(false);
    line.cut();
    await vi.waitUntil(() => listener.signal?.isUp(), { timeout: 20_000, interval: 20 });
    const before = alice.heard();
    await write();
    await vi.waitUntil(() => alice.heard() > before, SOON);
  });

  it("is sent at the end of a command that writes and closes at once", async () => {
    const alice = listen();
    await untilUp();
    const command = await openPostgres(database.url, createTestClock());
    await command.entries.insert(ALICE, anEntry(), author);
    await command.close();
    await vi.waitUntil(() => alice.heard() > 0, SOON);
    expect(
      await withClient(database.adminUrl, async (admin) => (await admin.query(LISTENERS)).rowCount),
    ).toBe(1);
  });
});
