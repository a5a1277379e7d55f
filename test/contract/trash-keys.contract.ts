import { describe, expect, it } from "vitest";
import type { NewEntry } from "../../src/domain/entries/entry.ts";
import { TRASH_RETENTION_MS } from "../../src/domain/entries/trash-store.ts";
import { type Open, START } from "./backends.ts";
import { alice, anEntry, author, bob, EVERYTHING, historyOf, insertAll, useStore } from "./fixtures.ts";

/** Restoring against held logical keys, and the end of trash. */
export function describeTrashKeysAndPurge(name: string, open: Open): void {
  describe(`restoring keys and purging on ${name}`, () => {
    const at = useStore(open);
    const keyed = (id: string, parts: Partial<NewEntry> = {}) => anEntry({ id, logicalKey: "k", ...parts });
    const trash = (id: string) => at.store.trash.trash(alice, { by: "id", id }, author);
    const restoreAll = () => at.store.trash.restore(alice, { by: "tags", tags: ["one"] }, author);
    const trashed = async () =>
      (await at.store.trash.list(alice, EVERYTHING)).map(({ entry }) => entry.id).sort();

    it("leaves an entry in the trash when a live one holds its key, and says which", async () => {
      await insertAll(at.store, [keyed("old"), anEntry({ id: "free" })]);
      await trash("old");
      await trash("free");
      await insertAll(at.store, [keyed("new", { tags: [] })]);
      expect(await restoreAll()).toEqual({ restored: 1, conflicts: ["old"] });
      expect(await trashed()).toEqual(["old"]);
      expect(await historyOf(at.store, "old")).toHaveLength(2);
      const one = await at.store.trash.restore(alice, { by: "id", id: "old" }, author);
      expect(one).toEqual({ restored: 0, conflicts: ["old"] });
    });

    it("does not mind a key that only another owner holds, live or expired", async () => {
      await insertAll(at.store, [keyed("old")]);
      await trash("old");
      await insertAll(at.store, [keyed("bob's")], bob);
      expect(await restoreAll()).toEqual({ restored: 1, conflicts: [] });
      await trash("old");
      await insertAll(at.store, [keyed("bob's too", { source: "b", expiresAt: START + 1 })], bob);
      at.clock.set(START + 2);
      await insertAll(at.store, [keyed("mine", { source: "b" })]);
      expect(await historyOf(at.store, "bob's too", bob)).toMatchObject([{ change: "created" }]);
    });

    it("brings back the one trashed last when several had the key", async () => {
      for (const id of ["first", "second", "third"]) {
        await insertAll(at.store, [keyed(id)]);
        await trash(id);
      }
      expect(await restoreAll()).toEqual({ restored: 1, conflicts: ["first", "second"] });
      expect(await at.store.entries.findById(alice, "third")).toMatchObject({ logicalKey: "k" });
    });

    it("lets an expired holder of the key make room", async () => {
      await insertAll(at.store, [keyed("deleted")]);
      await trash("deleted");
      await insertAll(at.store, [keyed("expired", { tags: [], expiresAt: START + 10 })]);
      at.clock.set(START + 20);
      expect(await restoreAll()).toEqual({ restored: 1, conflicts: [] });
      expect(await trashed()).toEqual(["expired"]);
      expect(await historyOf(at.store, "expired")).toMatchObject([
        { change: "deleted", deletedAt: START + 10 },
        { change: "created" },
      ]);
    });

    it("decides between a deleted and an expired entry of one key that are restored together", async () => {
      await insertAll(at.store, [keyed("deleted")]);
      await trash("deleted");
      await insertAll(at.store, [keyed("expired", { expiresAt: START + 10 })]);
      at.clock.set(START + 20);
      expect(await restoreAll()).toEqual({ restored: 1, conflicts: ["deleted"] });
      expect(await at.store.entries.findById(alice, "expired")).toMatchObject({ expiresAt: START + 30 });
    });

    it("purges what was trashed before the time given, of every owner, and nothing else", async () => {
      for (const owner of [alice, bob]) {
        const mine = (id: string, parts = {}) => anEntry({ id, ...parts });
        await insertAll(at.store, [mine("live"), mine("later", { expiresAt: START + 90 })], owner);
        await insertAll(at.store, [mine("deleted"), mine("expired", { expiresAt: START + 5 })], owner);
        await at.store.trash.trash(owner, { by: "id", id: "deleted" }, author);
      }
      at.clock.set(START + 50);
      expect(await at.store.trash.purge(START, 100)).toMatchObject({ purged: 0 });
      expect(await at.store.trash.purge(START + 5, 100)).toMatchObject({ purged: 2 });
      expect(await at.store.trash.purge(START + 5, 100)).toMatchObject({ purged: 0 });
      expect(await at.store.trash.purge(START + 6, 100)).toMatchObject({ purged: 2 });
      expect(await at.store.trash.purge(START + TRASH_RETENTION_MS, 100)).toMatchObject({ purged: 0 });
      for (const owner of [alice, bob]) {
        expect(await at.store.trash.list(owner, EVERYTHING)).toEqual([]);
        expect(await at.store.entries.count(owner, {})).toBe(2);
        expect(await at.store.overview.tags(owner)).toContainEqual({ tag: "one", count: 2 });
      }
    });

    it("purges in pieces and takes history and reads along", async () => {
      await insertAll(
        at.store,
        Array.from({ length: 10 }, (_, n) => anEntry({ id: `e${n}` })),
      );
      const read = { entryId: "e3", at: START, tool: "get_knowledge" };
      await at.store.activity.recordReads(alice, [read]);
      await at.store.trash.trash(alice, { by: "tags", tags: ["one"] }, author);
      const purge = async () => (await at.store.trash.purge(START + 1, 4)).purged;
      expect([await purge(), await purge(), await purge(), await purge()]).toEqual([4, 4, 2, 0]);
      expect(await historyOf(at.store, "e3")).toEqual([]);
      expect(await at.store.activity.summarizeReads(alice, ["e3"])).toEqual(new Map());
      expect(await at.store.history.listSuperseded(alice, ["e3"], 100)).toEqual(new Map());
      expect(await at.store.entries.insert(alice, anEntry({ id: "e3" }), author)).toMatchObject({
        version: 1,
      });
    });

    it("never gives out a rev again, not even after the newest entry was purged", async () => {
      const { rev } = await at.store.entries.insert(alice, anEntry({ id: "e" }), author);
      await trash("e");
      await at.store.trash.purge(START + 1, 1);
      const next = await at.store.entries.insert(alice, anEntry(), author);
      expect(next.rev).toBeGreaterThan(rev + 1);
    });
  });
}
