import { createHash } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Claim } from "../../src/domain/embeddings/embedding-store.ts";
import { createPool } from "../../src/store/postgres/pool.ts";
import { sql } from "../../src/store/postgres/sql.ts";
import { createTransactions, type WriteTransaction } from "../../src/store/postgres/transactions.ts";
import { createTestClock, silent } from "../contract/backends.ts";
import { type OpenedEmbeddings, openOnPostgres } from "../contract/embedding-backends.ts";
import { inBatches, LEASE_MS, made, target } from "../contract/embedding-fixtures.ts";
import { alice, anEntry, author, idsOf } from "../contract/fixtures.ts";
import { type FreshDatabase, takeDatabase } from "../contract/postgres-backend.ts";

const { model } = target;
const NODES = 4;
const ENTRIES = 120;

/** What a provider makes of an entry's present state. */
const hashOf = ({ entry }: Pick<Claim, "entry">) =>
  createHash("sha256").update(String(entry.data.description)).digest();

describe("nodes that embed for one owner", () => {
  let database: FreshDatabase;
  let nodes: OpenedEmbeddings[] = [];
  const ids = Array.from({ length: ENTRIES }, (_, index) => `entry ${index}`);

  beforeEach(async () => {
    database = await takeDatabase();
    const first = await openOnPostgres(database.url, createTestClock());
    nodes = [first];
    while (nodes.length < NODES) nodes.push(await first.another());
    await inBatches(ids, (id) => first.store.entries.insert(alice, anEntry({ id }), author));
  });
  afterEach(async () => {
    for (const node of nodes.reverse()) await node.close();
    await database.giveBack();
  });

  /** One round of one node; answers which entries it had. */
  async function round({ embeddings }: OpenedEmbeddings): Promise<readonly Claim[]> {
    await embeddings.enqueue(alice, target, 50);
    const { claims } = await embeddings.claim(alice, model, { limit: 7, leaseMs: LEASE_MS });
    for (const claim of claims) {
      const hash = hashOf(claim);
      if (claim.embeddedHash !== undefined && hash.equals(claim.embeddedHash)) {
        await embeddings.keep(alice, model, claim);
      } else {
        await embeddings.put(alice, model, claim, { hash, vectors: [Float32Array.of(1, 2)] });
      }
    }
    return claims;
  }

  it("never have the same entry at the same time, and leave none out", async () => {
    const taken: string[] = [];
    const work = async (node: OpenedEmbeddings) => {
      for (;;) {
        const claims = await round(node);
        if (claims.length === 0) return;
        taken.push(...idsOf(claims.map(({ entry }) => entry)));
      }
    };
    await nodes[0]?.embeddings.enqueue(alice, target, ENTRIES);
    await Promise.all(nodes.map(work));
    expect(taken.toSorted()).toEqual(ids.toSorted());
  });

  it("miss no edit that comes between", async () => {
    const [first] = nodes;
    let editing = true;
    const edit = async () => {
      for (let turn = 0; turn < 300; turn += 1) {
        const id = ids[(turn * 7) % 20] ?? "";
        const change = () => ({ kind: "updated", data: { description: `version ${turn}` } }) as const;
        await first?.store.entries.change(alice, id, change, author);
      }
      editing = false;
    };
    const work = async (node: OpenedEmbeddings) => {
      while (editing) if ((await round(node)).length === 0) await sleep(1);
      while ((await round(node)).length > 0);
    };
    await Promise.all([edit(), ...nodes.map(work)]);
    // Whatever a change took from somebody's hands.
    first?.clock.advance(LEASE_MS);
    for (const node of nodes) while ((await round(node)).length > 0);
    expect(await first?.embeddings.counts(alice, target)).toEqual({
      waiting: 0,
      failed: 0,
      embedded: ENTRIES,
    });
    await first?.embeddings.startAnew(alice, model, 3);
    await first?.embeddings.startAnew(alice, model, 2);
    await first?.embeddings.enqueue(alice, target, 1_000);
    const lease = await first?.embeddings.claim(alice, model, { limit: 1_000, leaseMs: LEASE_MS });
    expect(lease?.claims).toHaveLength(ENTRIES);
    for (const claim of lease?.claims ?? []) {
      expect(Buffer.from(claim.embeddedHash ?? []).equals(hashOf(claim)), claim.entry.id).toBe(true);
    }
  });

  /** Runs `work` while a transaction of another node has done `change` and not committed it yet. */
  async function during<T>(
    change: (transaction: WriteTransaction) => Promise<unknown>,
    work: () => Promise<T>,
  ): Promise<T> {
    const transactions = createTransactions(
      createPool({ url: database.url, log: silent, max: 1 }),
      createTestClock(),
    );
    let working: Promise<T> | undefined;
    await transactions.change(alice, async (transaction) => {
      await change(transaction);
      working = work();
      // Long enough for whoever does not wait.
      await Promise.race([working, sleep(300)]);
    });
    await transactions.close();
    if (working === undefined) throw new Error("nothing was done");
    return working;
  }
  const TOUCH = sql(/* sql */ `UPDATE entries SET rev = :rev WHERE owner_id = :owner AND n = :n`);
  const edit =
    ({ number: n }: Claim) =>
    async (transaction: WriteTransaction) => {
      const { rev } = await transaction.stamp();
      return transaction.run(TOUCH, { owner: alice, n, rev });
    };

  it("settle nothing of an entry that is just being edited", async () => {
    const [{ embeddings }] = nodes as [OpenedEmbeddings];
    await embeddings.enqueue(alice, target, ENTRIES);
    const { claims } = await embeddings.claim(alice, model, { limit: 3, leaseMs: LEASE_MS });
    const [a, b, c] = claims as [Claim, Claim, Claim];
    expect(await during(edit(a), () => embeddings.put(alice, model, a, made([1, 0])))).toBe("changed");
    expect(await during(edit(b), () => embeddings.keep(alice, model, b))).toBe(false);
    await during(edit(c), () => embeddings.fail(alice, model, c, { code: "refused", message: "no" }));
    expect(await embeddings.counts(alice, target)).toEqual({ waiting: ENTRIES, failed: 0, embedded: 0 });
  });

  it("look at everything again when the model starts anew while they look at what is new", async () => {
    const [{ embeddings, store }] = nodes as [OpenedEmbeddings];
    await embeddings.enqueue(alice, target, ENTRIES);
    await store.entries.insert(alice, anEntry(), author);
    const START_ANEW = sql(/* sql */ `UPDATE embedding_state SET queued_rev = 0 WHERE owner_id = :owner`);
    const { looked } = await during(
      (transaction) => transaction.run(START_ANEW, { owner: alice }),
      () => embeddings.enqueue(alice, target, 1_000),
    );
    const again = await embeddings.enqueue(alice, target, 1_000);
    expect(looked + again.looked).toBe(ENTRIES + 1);
  });
});
