import { describe, expect, it } from "vitest";
import type { Claim } from "../../src/domain/embeddings/embedding-store.ts";
import { START } from "./backends.ts";
import type { OpenEmbeddings } from "./embedding-backends.ts";
import { LEASE_MS, made, OTHER_HASH, target, useEmbeddings } from "./embedding-fixtures.ts";
import { alice, anEntry, author, bob, insertAll } from "./fixtures.ts";

const edit = (description: string) => () => ({ kind: "updated", data: { description } }) as const;
const DAY_MS = 86_400_000;

/** Vectors, counts, models and providers. */
export function describeEmbeddingStore(name: string, open: OpenEmbeddings): void {
  describe(`embeddings on ${name}`, () => {
    const at = useEmbeddings(open);
    const { model } = target;
    const other = { ...target, model: "other" };

    async function take(owner = alice, of: { readonly model: string } = target): Promise<readonly Claim[]> {
      await at.embeddings.enqueue(owner, { ...target, ...of }, 100);
      return (await at.embeddings.claim(owner, of.model, { limit: 100, leaseMs: LEASE_MS })).claims;
    }
    async function takeOne(owner = alice, of: { readonly model: string } = target): Promise<Claim> {
      const [claim] = await take(owner, of);
      if (claim === undefined) throw new Error("nothing claimed");
      return claim;
    }
    const insert = (ids: readonly string[], owner = alice) =>
      insertAll(
        at.store,
        ids.map((id) => anEntry({ id })),
        owner,
      );
    async function embedAll(owner = alice, of: { readonly model: string } = target): Promise<void> {
      for (const claim of await take(owner, of)) {
        await at.embeddings.put(owner, of.model, claim, made([1, 0]));
      }
    }
    const counts = (owner = alice, of = target) => at.embeddings.counts(owner, of);
    const near = (owner = alice, of: { readonly model: string } = target, vector = [1, 0]) =>
      at.index.nearest(owner, of.model, Float32Array.from(vector), { count: 10 });

    it("stores the vectors of an entry in the place of older ones", async () => {
      await insert(["a"]);
      const first = await takeOne();
      expect(await at.embeddings.put(alice, model, first, made([1, 0], [0, 1], [1, 1]))).toBe("new");
      expect(await counts()).toMatchObject({ embedded: 1 });
      await at.store.entries.change(alice, "a", edit("new"), author);
      const again = { ...made([0, -1]), hash: OTHER_HASH };
      expect(await at.embeddings.put(alice, model, await takeOne(), again)).toBe("refreshed");
      expect(await near(alice, target, [0, -1])).toMatchObject([{ number: first.number, cosine: 1 }]);
      expect(await near(alice, target, [0, 1])).toMatchObject([{ cosine: -1 }]);
      expect(await counts()).toEqual({ waiting: 0, failed: 0, embedded: 1 });
    });

    it("stores nothing for an entry that was trashed meanwhile, or that another process has finished", async () => {
      await insert(["a", "b"]);
      const [a, b] = await take();
      if (a === undefined || b === undefined) throw new Error("nothing claimed");
      await at.store.trash.trash(alice, { by: "id", id: "a" }, author);
      expect(await at.embeddings.put(alice, model, a, made([1, 0]))).toBe("changed");
      expect(await at.embeddings.put(alice, model, b, made([1, 0]))).toBe("new");
      expect(await at.embeddings.put(alice, model, b, made([0, 1]))).toBe("changed");
      expect(await near()).toMatchObject([{ number: b.number, cosine: 1 }]);
      expect(await at.embeddings.keep(alice, model, a)).toBe(false);
    });

    it("stores nothing of another length, until the model is started anew: then everything is looked at again", async () => {
      await insert(["a", "b"]);
      await embedAll();
      await at.store.entries.change(alice, "a", edit("new"), author);
      const changed = await takeOne();
      expect(await at.embeddings.put(alice, model, changed, made([1, 0, 0]))).toBe("wrong_length");
      await at.embeddings.startAnew(alice, model, 3);
      expect(await at.embeddings.put(alice, model, changed, made([1, 0, 0]))).toBe("refreshed");
      const claims = await take();
      // That of "a" has its new vectors already, the one of "b" is of no use any more.
      expect(claims.map(({ embeddedHash }) => embeddedHash !== undefined)).toEqual([true, false]);
      for (const claim of claims) await at.embeddings.put(alice, model, claim, made([1, 0, 0]));
      expect(await near()).toEqual([]);
      expect(await near(alice, target, [1, 0, 0])).toHaveLength(2);
    });

    it("counts exactly what waits, seen or not, and an entry that was edited while it waits once", async () => {
      await insert(["a", "b", "c"]);
      await insertAll(at.store, [anEntry({ type: "suppression" }), anEntry({ expiresAt: START })]);
      expect(await counts()).toEqual({ waiting: 3, failed: 0, embedded: 0 });
      const [a] = await take();
      expect(await counts()).toMatchObject({ waiting: 3 });
      await at.store.entries.change(alice, "b", edit("new"), author);
      expect(await counts()).toMatchObject({ waiting: 3 });
      if (a !== undefined) await at.embeddings.put(alice, model, a, made([1, 0]));
      expect(await counts()).toEqual({ waiting: 2, failed: 0, embedded: 1 });
      await at.store.trash.trash(alice, { by: "id", id: "c" }, author);
      expect(await counts()).toMatchObject({ waiting: 1 });
    });

    it("counts what failed with the latest reason, given up or not, and all owners together", async () => {
      await insert(["a", "b"]);
      await insert(["c"], bob);
      const [a, b] = await take();
      if (a === undefined || b === undefined) throw new Error("nothing claimed");
      const [first, second] = [
        { code: "refused", message: "first" },
        { code: "too_long", message: "second" },
      ] as const;
      await at.embeddings.fail(alice, model, a, { ...first, nextAt: START + 5 });
      at.clock.advance(1);
      await at.embeddings.fail(alice, model, b, second);
      expect(await counts()).toEqual({ waiting: 0, failed: 2, embedded: 0, lastError: second });
      await embedAll(bob);
      expect(await at.embeddings.totals(target)).toEqual({
        waiting: 0,
        failed: 2,
        embedded: 1,
        lastError: second,
      });
    });

    it("says which models an owner has vectors of, how long these are, and whether one is complete", async () => {
      const coverage = (of = model) => at.embeddings.coverage(alice, of);
      expect(await coverage()).toEqual({ models: [], dimensions: new Map(), complete: true });
      await insert(["a", "b"]);
      expect(await coverage()).toMatchObject({ complete: false });
      const [a, b] = await take();
      if (a === undefined || b === undefined) throw new Error("nothing claimed");
      await at.embeddings.put(alice, model, a, made([1, 0]));
      const dimensions = new Map([["m", 2]]);
      expect(await coverage()).toEqual({ models: ["m"], dimensions, complete: false });
      const failure = { code: "refused", message: "no" } as const;
      await at.embeddings.fail(alice, model, b, { ...failure, nextAt: START + 1 });
      expect(await coverage()).toMatchObject({ complete: false });
      await at.embeddings.fail(alice, model, b, failure);
      expect(await coverage()).toEqual({ models: ["m"], dimensions, complete: true });
      await embedAll(alice, other);
      expect(await coverage("other")).toMatchObject({ models: ["m", "other"], complete: true });
    });

    it("says the length of the vectors of each model apart, and the new one from when a model starts anew", async () => {
      await insert(["a"]);
      const [claim] = await take();
      const [another] = await take(alice, other);
      if (claim === undefined || another === undefined) throw new Error("nothing claimed");
      await at.embeddings.put(alice, model, claim, made([1, 0]));
      await at.embeddings.put(alice, "other", another, made([1, 0, 0]));
      const dimensions = async (who = alice) => (await at.embeddings.coverage(who, model)).dimensions;
      expect(await dimensions()).toEqual(new Map(Object.entries({ m: 2, other: 3 })));
      await at.embeddings.startAnew(alice, model, 4);
      expect(await dimensions()).toEqual(new Map(Object.entries({ m: 4, other: 3 })));
      expect(await dimensions(bob)).toEqual(new Map());
    });

    it("removes vectors of other models once those of the target are complete and nobody uses the others", async () => {
      await insert(["a", "b", "c"]);
      await embedAll(alice, other);
      await at.embeddings.providers.touch("other");
      at.clock.advance(DAY_MS);
      const remove = (unusedSince: number, limit = 2) =>
        at.embeddings.removeOthers(alice, target, { limit, unusedSince });
      expect(await remove(at.clock.now())).toBe(false);
      await embedAll();
      expect(await remove(START - 1)).toBe(false);
      expect(await at.embeddings.coverage(alice, model)).toMatchObject({ models: ["m", "other"] });
      expect(await remove(START)).toBe(true);
      expect(await counts(alice, other)).toMatchObject({ embedded: 1 });
      expect(await remove(START)).toBe(true);
      expect(await remove(START)).toBe(false);
      expect(await at.embeddings.coverage(alice, model)).toMatchObject({ models: ["m"], complete: true });
      expect(await near(alice, other)).toEqual([]);
      expect(await near()).toHaveLength(3);
    });

    it("keeps the vectors of the old model when every entry was given up with the new one", async () => {
      await insert(["a"]);
      await embedAll(alice, other);
      await at.embeddings.fail(alice, model, await takeOne(), { code: "refused", message: "no" });
      const options = { limit: 10, unusedSince: START };
      expect(await at.embeddings.removeOthers(alice, target, options)).toBe(false);
      expect(await near(alice, other)).toHaveLength(1);
    });

    it("knows who has something to do, and when there will be more", async () => {
      const work = () => at.embeddings.work(model);
      expect(await work()).toEqual({ owners: [] });
      await insert(["a", "b"]);
      await insert(["c"], bob);
      expect(await work()).toEqual({ owners: [alice, bob] });
      await embedAll(bob);
      const [a, b] = await take();
      if (a === undefined || b === undefined) throw new Error("nothing claimed");
      expect(await work()).toEqual({ owners: [], nextAt: START + LEASE_MS });
      await at.embeddings.fail(alice, model, a, { code: "refused", message: "no", nextAt: START + 5 });
      expect(await work()).toEqual({ owners: [], nextAt: START + 5 });
      at.clock.advance(5);
      expect(await work()).toEqual({ owners: [alice] });
      await at.embeddings.put(alice, model, b, made([1, 0]));
      await at.embeddings.fail(alice, model, a, { code: "refused", message: "no" });
      expect(await work()).toEqual({ owners: [] });
      // Until the old vectors are gone.
      expect(await at.embeddings.work("other")).toEqual({ owners: [alice, bob] });
    });

    it("tells from the number of the newest change alone whether somebody has written", async () => {
      const before = await at.embeddings.newestRev();
      expect(await at.embeddings.newestRev()).toBe(before);
      await insert(["a"], bob);
      expect(await at.embeddings.newestRev()).toBe(before + 1);
    });

    it("remembers how a provider is, for all processes", async () => {
      const { providers } = (await at.another()).embeddings;
      const failure = { code: "unreachable", message: "not there" } as const;
      expect(await providers.state(model)).toBeUndefined();
      await at.embeddings.providers.pause(model, { ...failure, until: START + 100 });
      at.clock.advance(1);
      await at.embeddings.providers.pause(model, { code: "busy", message: "later", until: START + 50 });
      expect(await providers.state(model)).toEqual({
        usedAt: START + 1,
        failures: 2,
        pausedUntil: START + 100,
        lastError: { code: "busy", message: "later", at: START + 1 },
      });
      await providers.unpause(model);
      expect(await providers.state(model)).toMatchObject({ failures: 2, pausedUntil: 0 });
      at.clock.advance(1);
      await providers.resume(model);
      expect(await providers.state(model)).toEqual({ usedAt: START + 2, failures: 0, pausedUntil: 0 });
      expect(await providers.state("other")).toBeUndefined();
    });

    it("lets nobody touch what is somebody else's", async () => {
      await insert(["a", "b"]);
      await insert(["c"], bob);
      await embedAll(bob);
      const [a, b] = await take();
      if (a === undefined || b === undefined) throw new Error("nothing claimed");
      await at.embeddings.put(alice, model, a, made([1, 0]));
      await at.store.entries.change(alice, "a", edit("new"), author);
      await at.embeddings.enqueue(alice, target, 10);
      const held = { numbers: [a.number, b.number], until: START + LEASE_MS };
      const before = [await counts(), await at.embeddings.work(model)];
      const failure = { code: "refused", message: "no" } as const;
      expect(await at.embeddings.put(bob, model, b, made([0, 1]))).toBe("changed");
      expect(await at.embeddings.keep(bob, model, b)).toBe(false);
      await at.embeddings.fail(bob, model, b, failure);
      await at.embeddings.extend(bob, model, held, 5 * LEASE_MS);
      await at.embeddings.release(bob, model, held);
      await at.embeddings.retry(bob, model);
      await at.embeddings.startAnew(bob, model, 7);
      expect([await counts(), await at.embeddings.work(model)]).toEqual([
        before[0],
        { ...(before[1] as object), owners: [alice, bob] },
      ]);
      // His one entry, as it was.
      expect(await near(bob)).toMatchObject([{ cosine: 1 }]);
      expect(await near()).toMatchObject([{ number: a.number, cosine: 1 }]);
    });
  });
}
