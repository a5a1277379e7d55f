import { describe, expect, it } from "vitest";
import { START } from "./backends.ts";
import type { OpenEmbeddings } from "./embedding-backends.ts";
import { HASH, idsOfClaims, LEASE_MS, made, target, useEmbeddings } from "./embedding-fixtures.ts";
import { alice, anEntry, author, bob, insertAll } from "./fixtures.ts";

const edit = (description: string) => () => ({ kind: "updated", data: { description } }) as const;
const trashed = (id: string) => ({ by: "id", id }) as const;

/** What waits to be embedded, and who is at it. */
export function describeEmbeddingQueue(name: string, open: OpenEmbeddings): void {
  describe(`the embedding queue on ${name}`, () => {
    const at = useEmbeddings(open);
    const enqueue = (limit = 100, owner = alice) => at.embeddings.enqueue(owner, target, limit);
    const claim = (limit = 100, owner = alice) =>
      at.embeddings.claim(owner, target.model, { limit, leaseMs: LEASE_MS });
    const ids = async (limit?: number, owner?: typeof alice) =>
      idsOfClaims((await claim(limit, owner)).claims);
    const insert = (...names: readonly string[]) =>
      insertAll(
        at.store,
        names.map((id) => anEntry({ id })),
      );
    const held = ({ claims, until }: Awaited<ReturnType<typeof claim>>) => ({
      numbers: claims.map(({ number }) => number),
      until,
    });

    it("is filled from what has changed, a bounded number of changes at a time, each change once", async () => {
      await insert("a", "b", "c");
      expect(await enqueue(2)).toEqual({ looked: 2, more: true });
      expect(await enqueue(2)).toEqual({ looked: 1, more: false });
      expect(await enqueue(2)).toEqual({ looked: 0, more: false });
      expect(await ids()).toEqual(["a", "b", "c"]);
    });

    it("leaves out types that are not embedded, and what is in the trash or has expired", async () => {
      await insertAll(at.store, [
        anEntry({ id: "suppression", type: "suppression" }),
        anEntry({ id: "schema", type: "schema", data: { family: "f", version: "1", schema: {} } }),
        anEntry({ id: "expired", expiresAt: START }),
        anEntry({ id: "trashed" }),
        anEntry({ id: "kept", expiresAt: START + 1 }),
      ]);
      await at.store.trash.trash(alice, trashed("trashed"), author);
      expect((await enqueue()).looked).toBe(5);
      expect(await ids()).toEqual(["kept"]);
    });

    it("hands out whole entries, those that have waited longest first, and no more than asked for", async () => {
      await insert("a", "b");
      await enqueue();
      at.clock.advance(1);
      await insert("c");
      await enqueue();
      const { claims, until } = await claim(2);
      expect(claims).toMatchObject([{ entry: { id: "a" }, attempts: 0 }, { entry: { id: "b" } }]);
      expect(claims[0]?.entry).toEqual(await at.store.entries.findById(alice, "a"));
      expect(until).toBe(at.clock.now() + LEASE_MS);
      expect(await ids()).toEqual(["c"]);
    });

    it("hands out fewer when their texts are long, and at least one", async () => {
      const content = "x".repeat(700_000);
      await insertAll(at.store, [anEntry({ id: "long", data: { content } })]);
      await insertAll(at.store, [anEntry({ id: "other", data: { content } }), anEntry({ id: "short" })]);
      await enqueue();
      expect(await ids()).toEqual(["long"]);
      expect(await ids()).toEqual(["other", "short"]);
    });

    it("never hands out what another process has, until its lease is over", async () => {
      const other = await at.another();
      await insert("a");
      await enqueue();
      expect(await ids()).toEqual(["a"]);
      const take = () => other.embeddings.claim(alice, target.model, { limit: 1, leaseMs: LEASE_MS });
      at.clock.advance(LEASE_MS - 1);
      expect((await take()).claims).toEqual([]);
      at.clock.advance(1);
      expect(idsOfClaims((await take()).claims)).toEqual(["a"]);
      expect(await ids()).toEqual([]);
    });

    it("shares the work of two processes that claim at the same time", async () => {
      const other = await at.another();
      await insert("a", "b", "c", "d");
      await enqueue();
      const options = { limit: 2, leaseMs: LEASE_MS };
      const leases = await Promise.all([
        at.embeddings.claim(alice, target.model, options),
        other.embeddings.claim(alice, target.model, options),
      ]);
      expect(leases.flatMap(({ claims }) => idsOfClaims(claims)).sort()).toEqual(["a", "b", "c", "d"]);
    });

    it("lets a lease be extended by the one who has it", async () => {
      await insert("a", "b");
      await enqueue();
      const lease = await claim();
      at.clock.advance(LEASE_MS - 1);
      const [a = 0] = held(lease).numbers;
      const until = await at.embeddings.extend(
        alice,
        target.model,
        { ...held(lease), numbers: [a] },
        LEASE_MS,
      );
      expect(until).toBe(at.clock.now() + LEASE_MS);
      at.clock.advance(1);
      expect(await ids()).toEqual(["b"]);
      // The old lease is nobody's any more.
      await at.embeddings.release(alice, target.model, held(lease));
      expect(await ids()).toEqual([]);
    });

    it("does not extend a lease that another process has taken over", async () => {
      const other = await at.another();
      await insert("a");
      await enqueue();
      const late = held(await claim());
      at.clock.advance(LEASE_MS);
      await other.embeddings.claim(alice, target.model, { limit: 1, leaseMs: LEASE_MS });
      await at.embeddings.extend(alice, target.model, late, 5 * LEASE_MS);
      at.clock.advance(LEASE_MS);
      expect(await ids()).toEqual(["a"]);
    });

    it("has released entries due again at once, behind those that have waited", async () => {
      await insert("a", "b");
      await enqueue();
      const lease = await claim(1);
      at.clock.advance(1);
      await at.embeddings.release(alice, target.model, held(lease));
      expect(await ids()).toEqual(["b", "a"]);
    });

    it("keeps a failed entry back until its time, and a given-up one until it is asked for", async () => {
      await insert("a");
      await enqueue();
      const failure = { code: "refused", message: "no" } as const;
      const [first] = (await claim()).claims;
      if (first === undefined) throw new Error("nothing claimed");
      await at.embeddings.fail(alice, target.model, first, { ...failure, nextAt: START + 10 });
      expect(await ids()).toEqual([]);
      at.clock.set(START + 10);
      const [second] = (await claim()).claims;
      expect(second?.attempts).toBe(1);
      await at.embeddings.fail(alice, target.model, second ?? first, failure);
      at.clock.advance(1e12);
      expect(await ids()).toEqual([]);
      expect(await at.embeddings.counts(alice, target)).toMatchObject({ waiting: 0, failed: 1 });
      expect(await at.embeddings.retry(alice, target.model)).toBe(1);
      expect((await claim()).claims).toMatchObject([{ attempts: 0, entry: { id: "a" } }]);
    });

    it("starts again with an entry that has been edited after it failed, or while it did", async () => {
      await insert("a", "b");
      await enqueue();
      const { claims } = await claim();
      const [a, b] = claims;
      if (a === undefined || b === undefined) throw new Error("nothing claimed");
      await at.embeddings.fail(alice, target.model, a, { code: "refused", message: "no" });
      for (const id of ["a", "b"]) await at.store.entries.change(alice, id, edit("new"), author);
      await at.embeddings.fail(alice, target.model, b, { code: "refused", message: "no" });
      expect(await at.embeddings.counts(alice, target)).toMatchObject({ waiting: 2, failed: 0 });
      await enqueue();
      const again = (await claim()).claims.map(({ entry, attempts }) => [entry.data.description, attempts]);
      expect(again).toEqual([
        ["new", 0],
        ["new", 0],
      ]);
    });

    it("does not hand out an entry a second time because it was edited while somebody embeds it", async () => {
      await insert("a");
      await enqueue();
      const [first] = (await claim()).claims;
      if (first === undefined) throw new Error("nothing claimed");
      await at.store.entries.change(alice, "a", edit("new"), author);
      await enqueue();
      expect(await ids()).toEqual([]);
      expect(await at.embeddings.put(alice, target.model, first, made([1, 0]))).toBe("changed");
      expect((await claim()).claims).toMatchObject([{ entry: { data: { description: "new" } } }]);
    });

    it("drops what expires while it waits, and sees it again when it is restored", async () => {
      await insertAll(at.store, [anEntry({ id: "a", expiresAt: START + 100 }), anEntry({ id: "b" })]);
      await enqueue();
      at.clock.set(START + 100);
      expect(await ids()).toEqual(["b"]);
      await at.store.trash.restore(alice, trashed("a"), author);
      await enqueue();
      expect(await ids()).toEqual(["a"]);
    });

    it("drops what is trashed, with its vectors, and sees it again when it is restored", async () => {
      await insert("a", "b");
      await enqueue();
      for (const one of (await claim()).claims) {
        await at.embeddings.put(alice, target.model, one, made([1, 0]));
      }
      await at.store.trash.trash(alice, trashed("a"), author);
      await enqueue();
      expect(await at.embeddings.counts(alice, target)).toEqual({ waiting: 0, failed: 0, embedded: 1 });
      await at.store.trash.restore(alice, trashed("a"), author);
      await enqueue();
      const { claims } = await claim();
      expect(idsOfClaims(claims)).toEqual(["a"]);
      expect(claims[0]?.embeddedHash).toBeUndefined();
    });

    it("loses queue and vectors of an entry that is removed for good", async () => {
      await insert("a", "b");
      await enqueue();
      const [a] = (await claim(1)).claims;
      if (a === undefined) throw new Error("nothing claimed");
      await at.embeddings.put(alice, target.model, a, made([1, 0]));
      for (const id of ["a", "b"]) await at.store.trash.trash(alice, trashed(id), author);
      await at.store.trash.purge(START + 1, 10);
      expect(await at.embeddings.counts(alice, target)).toEqual({ waiting: 0, failed: 0, embedded: 0 });
      expect(await ids()).toEqual([]);
    });

    it("says what an entry's vectors were made of, so that an edit which changes no text costs nothing", async () => {
      await insert("a");
      await enqueue();
      const [first] = (await claim()).claims;
      expect(first?.embeddedHash).toBeUndefined();
      if (first === undefined) throw new Error("nothing claimed");
      await at.embeddings.put(alice, target.model, first, made([1, 0]));
      await at.store.entries.change(alice, "a", () => ({ kind: "updated", language: "de" }), author);
      await enqueue();
      const lease = await claim();
      expect(lease).toMatchObject({ dimensions: 2, claims: [{ embeddedHash: HASH }] });
      expect(await at.embeddings.keep(alice, target.model, lease.claims[0] ?? first)).toBe(true);
      expect(await at.embeddings.counts(alice, target)).toEqual({ waiting: 0, failed: 0, embedded: 1 });
    });

    it("has one queue for each owner and each model", async () => {
      await insert("a");
      await insertAll(at.store, [anEntry({ id: "b" })], bob);
      await enqueue();
      await enqueue(100, bob);
      await at.embeddings.enqueue(alice, { ...target, model: "other" }, 100);
      expect(await ids()).toEqual(["a"]);
      expect(await ids(100, bob)).toEqual(["b"]);
      const lease = await at.embeddings.claim(alice, "other", { limit: 10, leaseMs: LEASE_MS });
      expect(idsOfClaims(lease.claims)).toEqual(["a"]);
    });
  });
}
