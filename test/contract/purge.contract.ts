import { describe, expect, it } from "vitest";
import { type Open, START } from "./backends.ts";
import { alice, anEntry, author, bob, EVERYTHING, historyOf, insertAll, useStore } from "./fixtures.ts";

/** What goes with purged entries, and the end of superseded statuses. */
export function describePurge(name: string, open: Open): void {
  describe(`purging on ${name}`, () => {
    const at = useStore(open);
    const key = { type: "status", source: "nas", logicalKey: "status" } as const;
    const report = (n: number, owner = alice) =>
      at.store.entries.upsert(
        owner,
        key,
        anEntry({ id: `status of ${owner}`, ...key, data: { n } }),
        () => ({ kind: "updated", data: { n } }),
        author,
      );
    const numbers = async (owner = alice) =>
      (await historyOf(at.store, `status of ${owner}`, owner)).map(({ data }) => data.n);

    it("takes links, reads, actions and their tags along, and leaves those of others", async () => {
      for (const id of ["gone", "kept"]) {
        await insertAll(at.store, [anEntry({ id, data: { related_ids: ["target"] }, tags: [id] })]);
        await at.store.activity.recordReads(alice, [{ entryId: id, at: START, tool: "t" }]);
        const action = { entryId: id, at: START, action: "x", tags: ["tag"] };
        await at.store.activity.recordAction(alice, action);
      }
      await at.store.trash.trash(alice, { by: "id", id: "gone" }, author);
      expect(await at.store.trash.purge(START + 1, 10)).toMatchObject({ purged: 1 });
      const kept = [{ entryId: "kept" }];
      expect(await at.store.activity.listReads(alice, {}, EVERYTHING)).toMatchObject(kept);
      expect(await at.store.activity.listActions(alice, { tags: ["tag"] }, EVERYTHING)).toMatchObject(kept);
      expect(await at.store.entries.count(alice, { linksTo: "target" })).toBe(1);
    });

    it("removes superseded versions of statuses from before the time given, in pieces, never the status", async () => {
      for (let n = 0; n < 10; n += 1) {
        await report(n);
        await report(n, bob);
        at.clock.advance(1);
      }
      expect(await at.store.trash.purge(START, 100)).toMatchObject({ purged: 0 });
      expect(await at.store.trash.purge(START + 5, 6)).toMatchObject({ purged: 6 });
      expect(await at.store.trash.purge(START + 5, 6)).toMatchObject({ purged: 4 });
      expect(await at.store.trash.purge(START + 5, 6)).toMatchObject({ purged: 0 });
      for (const owner of [alice, bob]) expect(await numbers(owner)).toEqual([9, 8, 7, 6, 5]);
      expect(await at.store.trash.purge(START + 1000, 100)).toMatchObject({ purged: 8 });
      expect(await numbers()).toEqual([9]);
      await report(10);
      expect(await numbers()).toEqual([10, 9]);
    });

    it("says that there may be more when it ended at its limit", async () => {
      for (const owner of [alice, bob]) {
        await insertAll(at.store, [anEntry({ id: `${owner} 1` }), anEntry({ id: `${owner} 2` })], owner);
        await at.store.trash.trash(owner, { by: "tags", tags: ["one"] }, author);
      }
      expect(await at.store.trash.purge(START + 1, 0)).toEqual({ purged: 0, more: false });
      expect(await at.store.trash.purge(START + 1, 3)).toEqual({ purged: 3, more: true });
      expect(await at.store.trash.purge(START + 1, 3)).toEqual({ purged: 1, more: false });
      expect(await at.store.trash.purge(START + 1, 3)).toEqual({ purged: 0, more: false });
    });

    it("keeps the history of everything else", async () => {
      await insertAll(at.store, [anEntry({ id: "note" }), anEntry({ id: "alert", type: "alert" })]);
      for (const id of ["note", "alert"]) {
        await at.store.entries.change(alice, id, () => ({ kind: "updated", tags: [] }), author);
      }
      expect(await at.store.trash.purge(START + 1000, 100)).toMatchObject({ purged: 0 });
      for (const id of ["note", "alert"]) expect(await historyOf(at.store, id)).toHaveLength(2);
    });

    it("takes trash before versions, and both within the limit", async () => {
      await report(1);
      await report(2);
      await insertAll(at.store, [anEntry({ id: "gone" })]);
      await at.store.trash.trash(alice, { by: "id", id: "gone" }, author);
      expect(await at.store.trash.purge(START + 1, 1)).toMatchObject({ purged: 1 });
      expect(await historyOf(at.store, "gone")).toEqual([]);
      expect(await numbers()).toEqual([2, 1]);
      expect(await at.store.trash.purge(START + 1, 1)).toMatchObject({ purged: 1 });
      expect(await numbers()).toEqual([2]);
    });
  });
}
