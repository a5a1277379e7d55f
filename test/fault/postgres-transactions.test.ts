import { afterEach, describe, expect, it } from "vitest";
import type { OwnerId } from "../../src/domain/owner.ts";
import { createPool } from "../../src/store/postgres/pool.ts";
import { sql } from "../../src/store/postgres/sql.ts";
import {
  createTransactions,
  type Patience,
  type Transactions,
} from "../../src/store/postgres/transactions.ts";
import { createTestClock, silent } from "../contract/backends.ts";
import { alice, bob } from "../contract/fixtures.ts";
import { type FreshDatabase, takeDatabase } from "../contract/postgres-backend.ts";
import { startWireProxy, type WireProxy } from "../helpers/postgres/wire-proxy.ts";

const ADD = sql("INSERT INTO baselines VALUES (:owner, :source, 'm', 0, 1, 1, 0, 1)");
const COUNT = sql("SELECT count(*) AS count FROM baselines WHERE owner_id = :owner");
const WHO = sql("SELECT current_setting('awareness.owner') AS owner, :x::int AS x");
const MODE = sql(
  "SELECT current_setting('plan_cache_mode') AS plans, current_setting('enable_seqscan') AS scans",
);
interface PlanMode {
  readonly plans: string;
  readonly scans: string;
}

const closers: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

async function open(max = 4): Promise<{ readonly transactions: Transactions; readonly proxy: WireProxy }> {
  const database: FreshDatabase = await takeDatabase();
  closers.push(() => database.giveBack());
  const { hostname, port } = new URL(database.url);
  const proxy = await startWireProxy({ host: hostname, port: Number(port) });
  closers.push(() => proxy.close());
  const pool = createPool({ url: proxy.through(database.url), log: silent, max });
  const transactions = createTransactions(pool, createTestClock());
  closers.push(() => transactions.close());
  return { transactions, proxy };
}

/** A transaction that has a connection until it is let go. */
function hold(transactions: Transactions) {
  let release = () => {};
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  let begin = () => {};
  const begun = new Promise<void>((resolve) => {
    begin = resolve;
  });
  const done = transactions.read(alice, async (session) => {
    await session.get(WHO, { x: 1 });
    begin();
    await held;
  });
  return { release, done, begun };
}

const countOf = (transactions: Transactions, owner: OwnerId) =>
  transactions.read(
    owner,
    async (session) => (await session.get<{ count: number }>(COUNT, { owner }))?.count,
  );

describe("a transaction on Postgres", () => {
  it("leaves nothing when one of its statements cannot be sent", async () => {
    const { transactions } = await open();
    const half = transactions.write(alice, async (session) => {
      session.send(ADD, { owner: alice, source: "kept?" });
      session.send(ADD, { owner: alice });
    });
    await expect(half).rejects.toThrow("has no value");
    expect(await countOf(transactions, alice)).toBe(0);
  });

  it("leaves nothing when its work swallows the error of a statement", async () => {
    const { transactions } = await open();
    const broken = transactions.write(alice, async (session) => {
      session.send(ADD, { owner: alice, source: "kept?" });
      await session.run(sql("SELECT 1 / :zero::int"), { zero: 0 }).catch(() => {});
    });
    await expect(broken).rejects.toThrow();
    expect(await countOf(transactions, alice)).toBe(0);
  });

  it("keeps plans when it is asked to, and leaves nothing of that on its connection", async () => {
    const { transactions } = await open(1);
    const modeOf = (patience?: Patience) =>
      transactions.read(alice, (session) => session.get<PlanMode>(MODE, {}), patience);
    expect(await modeOf({ plans: "kept" })).toEqual({ plans: "force_generic_plan", scans: "off" });
    expect(await modeOf()).toEqual({ plans: "auto", scans: "on" });
  });

  it("sends nothing more once it is over: a late branch never runs in another owner's", async () => {
    const { transactions } = await open(1);
    let late: Promise<unknown> | undefined;
    let goOn = () => {};
    const gate = new Promise<void>((resolve) => {
      goOn = resolve;
    });
    const failing = transactions.read(alice, async (session) => {
      late = gate.then(() => session.get(WHO, { x: 1 }));
      late.catch(() => {});
      throw new Error("one branch fails");
    });
    await expect(failing).rejects.toThrow("one branch fails");
    const seen = transactions.read(bob, async (session) => {
      goOn();
      await expect(late).rejects.toThrow("after its transaction had ended");
      return session.get<{ owner: string }>(WHO, { x: 2 });
    });
    expect((await seen)?.owner).toBe(bob);
  });

  it("keeps its deadline also when it passes between two statements", async () => {
    const { transactions, proxy } = await open(1);
    const startedAt = performance.now();
    const slow = transactions.read(
      alice,
      async (session) => {
        await session.get(WHO, { x: 1 });
        proxy.blackhole(true);
        await new Promise((resolve) => setTimeout(resolve, 400));
        return session.get(WHO, { x: 2 });
      },
      { timeoutMs: 300 },
    );
    await expect(slow).rejects.toMatchObject({ code: "unavailable" });
    expect(performance.now() - startedAt).toBeLessThan(8_000);
    proxy.blackhole(false);
    proxy.cut();
    expect(await countOf(transactions, alice)).toBe(0);
  });

  it("of an owner with many changes leaves connections to the others", async () => {
    const { transactions } = await open(4);
    let release = () => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    const first = transactions.change(alice, async (transaction) => {
      await transaction.stamp();
      await held;
    });
    const others = Array.from({ length: 20 }, () =>
      transactions.change(alice, async (transaction) => void (await transaction.stamp())),
    );
    const startedAt = performance.now();
    expect(await countOf(transactions, bob)).toBe(0);
    expect(performance.now() - startedAt).toBeLessThan(4_000);
    release();
    await Promise.all([first, ...others]);
  });

  it("is refused at once when others have waited long for a connection, and not after as long again", async () => {
    const { transactions } = await open(1);
    const { release, done } = hold(transactions);
    const order: string[] = [];
    const ask = (name: string) =>
      countOf(transactions, bob).catch(({ details }) => order.push(`${name} ${details.reason}`));
    let isOver = false;
    const first = ask("first").then(() => {
      isOver = true;
    });
    const late: Promise<unknown>[] = [];
    while (!isOver) {
      late.push(ask("late"));
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    await Promise.all([first, ...late]);
    expect(new Set(order)).toEqual(new Set(["late busy", "first busy"]));
    expect(order.indexOf("late busy")).toBeLessThan(order.indexOf("first busy"));
    release();
    await done;
    expect(await countOf(transactions, bob)).toBe(0);
  });

  it("joins a queue that is young, however long somebody has waited for a connection that is being made", async () => {
    const { transactions, proxy } = await open(2);
    const { release, done, begun } = hold(transactions);
    await begun;
    proxy.blackhole(true);
    const connecting = countOf(transactions, bob).catch(() => {});
    await new Promise((resolve) => setTimeout(resolve, 700));
    const queued = [countOf(transactions, bob), countOf(transactions, bob)];
    proxy.blackhole(false);
    release();
    expect(await Promise.all(queued)).toEqual([0, 0]);
    await Promise.all([done, connecting]);
  });

  it("that waits for its turn is refused with the one before it when there is no connection", async () => {
    const { transactions } = await open(1);
    const { release, done } = hold(transactions);
    const refused: number[] = [];
    const changes = Array.from({ length: 8 }, () =>
      transactions
        .change(bob, async (transaction) => void (await transaction.stamp()))
        .catch(({ details }) => refused.push(details.reason === "busy" ? performance.now() : Number.NaN)),
    );
    await Promise.all(changes);
    expect(refused).toHaveLength(8);
    // One after the other, they would wait for a connection 1.4 s each.
    expect(Math.max(...refused) - Math.min(...refused)).toBeLessThan(1_400);
    release();
    await done;
  });

  it("is cut off when its node closes and it does not end", async () => {
    const { transactions, proxy } = await open();
    const stuck = transactions.read(alice, (session) => session.get(sql("SELECT pg_sleep(:s)"), { s: 60 }), {
      timeoutMs: 60_000,
    });
    const outcome = expect(stuck).rejects.toMatchObject({ code: "unavailable" });
    await expect.poll(() => proxy.connections).toBe(1);
    const startedAt = performance.now();
    closers.pop();
    await transactions.close();
    await outcome;
    expect(performance.now() - startedAt).toBeLessThan(30_000);
  });
});
