import { describe, expect, it } from "vitest";
import type { Entry, EntryChange } from "../../src/domain/entries/entry.ts";
import { type Open, START } from "./backends.ts";
import { alice, anEntry, author, bob, EVERYTHING, historyOf, otherAuthor, useStore } from "./fixtures.ts";

const key = { type: "note", source: "personal", logicalKey: "shopping" } as const;
const count = (current: Entry): EntryChange => ({
  kind: "updated",
  data: { ...current.data, times: Number(current.data.times ?? 0) + 1 },
});

/** Logical keys: at most one live entry for each owner, type, source and key. */
export function describeEntryUpsert(name: string, open: Open): void {
  describe(`upsert on ${name}`, () => {
    const at = useStore(open);
    const upsert = (parts = {}, owner = alice) =>
      at.store.entries.upsert(owner, key, { ...anEntry(parts), logicalKey: key.logicalKey }, count, author);

    it("inserts first and changes the same entry afterwards", async () => {
      const first = await upsert({ data: { text: "milk" } });
      const second = await upsert({ data: { text: "ignored" } });
      expect(first).toMatchObject({ created: true, entry: { version: 1, logicalKey: "shopping" } });
      expect(second).toMatchObject({ created: false, entry: { id: first.entry.id, version: 2 } });
      expect(second.entry.data).toEqual({ text: "milk", times: 1 });
    });

    it("makes one entry of twenty upserts at once, and applies every merge", async () => {
      const results = await Promise.all(Array.from({ length: 20 }, () => upsert()));
      expect(results.filter(({ created }) => created)).toHaveLength(1);
      expect(new Set(results.map(({ entry }) => entry.id)).size).toBe(1);
      const [entry, ...others] = await at.store.entries.list(alice, {}, EVERYTHING);
      expect(others).toEqual([]);
      expect(entry).toMatchObject({ version: 20, data: { times: 19 } });
      expect(await historyOf(at.store, entry?.id ?? "")).toHaveLength(20);
    });

    it("keeps the entry as it is when there is nothing to merge", async () => {
      const { entry } = await upsert();
      const again = await at.store.entries.upsert(alice, key, anEntry(), () => undefined, otherAuthor);
      expect(again).toEqual({ entry, created: false });
    });

    it("tells apart types, sources and owners under one key", async () => {
      await upsert();
      await upsert({}, bob);
      const other = { ...key, source: "work" };
      await at.store.entries.upsert(alice, other, anEntry({ source: "work" }), count, author);
      const pattern = { ...key, type: "pattern" } as const;
      await at.store.entries.upsert(alice, pattern, anEntry({ type: "pattern" }), count, author);
      expect(await at.store.entries.count(alice, {})).toBe(3);
      expect(await at.store.entries.count(bob, {})).toBe(1);
    });

    it("stores the key it was given even when the entry does not name it", async () => {
      const { entry } = await at.store.entries.upsert(
        alice,
        key,
        anEntry({ source: "elsewhere" }),
        count,
        author,
      );
      expect(entry).toMatchObject({ source: "personal", logicalKey: "shopping" });
      expect((await upsert()).created).toBe(false);
    });

    it("answers conflict when a plain insert or an edit takes a held key", async () => {
      await upsert();
      const twin = anEntry({ logicalKey: key.logicalKey });
      const refusal = { code: "conflict", retryable: false };
      await expect(at.store.entries.insert(alice, twin, author)).rejects.toMatchObject(refusal);
      const free = await at.store.entries.insert(alice, anEntry({ logicalKey: "free" }), author);
      const take = () => ({ kind: "updated", logicalKey: key.logicalKey }) as const;
      await expect(at.store.entries.change(alice, free.id, take, author)).rejects.toMatchObject(refusal);
      expect(await at.store.entries.findById(alice, free.id)).toEqual(free);
    });

    it("lets a key be used again once its entry is in the trash", async () => {
      const { entry } = await upsert();
      await at.store.trash.trash(alice, { by: "id", id: entry.id }, author);
      expect((await upsert()).created).toBe(true);
    });

    it.each(["upsert", "insert", "change"])("frees the key of an expired entry on %s", async (how) => {
      const { entry: old } = await upsert({ expiresAt: START + 100, tags: ["kept"] });
      at.clock.set(START + 150);
      if (how === "upsert") expect((await upsert()).created).toBe(true);
      if (how === "insert")
        await at.store.entries.insert(alice, anEntry({ logicalKey: key.logicalKey }), author);
      if (how === "change") {
        const free = await at.store.entries.insert(alice, anEntry(), author);
        const take = () => ({ kind: "updated", logicalKey: key.logicalKey }) as const;
        await at.store.entries.change(alice, free.id, take, author);
      }
      expect(await at.store.entries.count(alice, {})).toBe(1);
      expect(await at.store.trash.list(alice, EVERYTHING)).toMatchObject([
        {
          trashedAt: START + 100,
          entry: { id: old.id, deletedAt: START + 100, change: "deleted", version: 2 },
        },
      ]);
      const expected = [{ change: "deleted", deletedAt: START + 100 }, { change: "created" }];
      expect(await historyOf(at.store, old.id)).toMatchObject(expected);
    });

    it("undoes the freeing of a key when the write fails", async () => {
      const { entry: old } = await upsert({ expiresAt: START + 100 });
      at.clock.set(START + 150);
      const twin = anEntry({ id: old.id, logicalKey: key.logicalKey });
      await expect(at.store.entries.insert(alice, twin, author)).rejects.toThrow();
      expect(await historyOf(at.store, old.id)).toHaveLength(1);
    });
  });
}
