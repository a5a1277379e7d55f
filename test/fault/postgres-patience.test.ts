import { setTimeout as sleep } from "node:timers/promises";
import type { Client } from "pg";
import { expect, it } from "vitest";
import { createRateLimiter } from "../../src/domain/rate-limits/rate-limiter.ts";
import type { Store } from "../../src/domain/store.ts";
import { createSignInThrottle } from "../../src/oauth/people/sign-in-throttle.ts";
import { createPool } from "../../src/store/postgres/pool.ts";
import { sql } from "../../src/store/postgres/sql.ts";
import { createTransactions } from "../../src/store/postgres/transactions.ts";
import { createTestClock, openPostgres, silent } from "../contract/backends.ts";
import { alice } from "../contract/fixtures.ts";
import { takeDatabase } from "../contract/postgres-backend.ts";
import { withClient } from "../helpers/postgres/client.ts";

const clock = createTestClock();

/** A store, and somebody else on its database. */
async function beside(
  connections: number,
  act: (store: Store, admin: Client) => Promise<void>,
): Promise<void> {
  const database = await takeDatabase();
  const store = await openPostgres(database.url, clock, connections);
  try {
    await withClient(database.adminUrl, (admin) => act(store, admin));
  } finally {
    await store.close();
    await database.giveBack();
  }
}

const WAITING =
  "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'";

const lockCounts = async (admin: Client): Promise<void> => {
  await admin.query("BEGIN");
  await admin.query("SELECT name FROM rate_limits FOR UPDATE");
};

it("a sign-in waits for counts that others lock for a moment", async () => {
  await beside(4, async (store, admin) => {
    const throttle = createSignInThrottle({ rateLimits: store.rateLimits, clock });
    const attempt = () => throttle.take({ name: "alice", network: "192.0.2.1", browser: undefined });
    expect(await attempt()).toBe(0);
    await lockCounts(admin);
    const unlocked = admin.query("SELECT pg_sleep(0.4)").then(() => admin.query("COMMIT"));
    expect(await attempt()).toBe(0);
    await unlocked;
  });
});

it("a request that is only counted waits less than a sign-in, and is let through by the count of its process", async () => {
  await beside(4, async (store, admin) => {
    const ended: string[] = [];
    const limiter = createRateLimiter({
      kind: "owner",
      store: store.rateLimits,
      clock,
      perMinute: 60,
      onError: () => ended.push("limiter"),
    });
    const taking = { name: "sign-in", want: 1, burst: 5, intervalUs: 1_000_000, nowUs: clock.now() * 1000 };
    await store.rateLimits.take(taking);
    await limiter.take(alice);
    await lockCounts(admin);
    const signIn = store.rateLimits.take(taking).catch(({ code }) => ended.push(`sign-in ${code}`));
    clock.advance(60_000);
    expect(await limiter.take(alice)).toBe(0);
    expect((await admin.query(WAITING)).rows).toHaveLength(1);
    await signIn;
    expect(ended).toEqual(["limiter", "sign-in unavailable"]);
    await admin.query("ROLLBACK");
  });
});

it("the server is given most of a short patience", async () => {
  const database = await takeDatabase();
  const pool = createPool({ url: database.url, log: silent, max: 1 });
  const transactions = createTransactions(pool, clock);
  const timeout = sql("SELECT setting::int AS ms FROM pg_settings WHERE name = 'statement_timeout'");
  const given = (timeoutMs: number) =>
    transactions.read(alice, (session) => session.get<{ readonly ms: number }>(timeout, {}), { timeoutMs });
  try {
    await given(4_500);
    const [short, long] = [await given(400), await given(4_500)];
    expect(short?.ms).toBeGreaterThan(200);
    expect(short?.ms).toBeLessThan(400);
    expect(long?.ms).toBeGreaterThan(4_000);
    expect(long?.ms).toBeLessThanOrEqual(4_200);
  } finally {
    await transactions.close();
    await database.giveBack();
  }
});

it("a store is ready while others are refused because the queue for a connection is slow", async () => {
  await beside(1, async (store, admin) => {
    await admin.query("BEGIN; LOCK TABLE baselines IN ACCESS EXCLUSIVE MODE");
    const refusals: unknown[] = [];
    const ask = () =>
      store.baselines.list(alice, "nas").catch(({ details }) => refusals.push(details.reason));
    const asked: Promise<unknown>[] = [];
    while (refusals.length === 0) {
      asked.push(ask());
      await sleep(20);
    }
    expect(refusals[0]).toBe("busy");
    const ready = store.check();
    await admin.query("ROLLBACK");
    await expect(ready).resolves.toBeUndefined();
    await Promise.all(asked);
  });
});
