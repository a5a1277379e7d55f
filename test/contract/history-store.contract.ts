import { describe, expect, it } from "vitest";
import { type Open, START } from "./backends.ts";
import { alice, anEntry, author, EVERYTHING, historyOf, idsOf, otherAuthor, useStore } from "./fixtures.ts";

/** Versions: append-only, complete, in order. */
export function describeHistoryStore(name: string, open: Open): void {
  describe(`history on ${name}`, () => {
    const at = useStore(open);

    /** Five versions: created, updated, deleted, restored, reverted. */
    async function lifeOf(id: string): Promise<void> {
      const entry = anEntry({ id, logicalKey: id, language: "en", expiresAt: START + 86_400_000 });
      await at.store.entries.insert(alice, entry, author);
      at.clock.advance(1);
      const edit = () => ({ kind: "updated", source: "work", tags: ["t"], data: { text: "b" } }) as const;
      await at.store.entries.change(alice, id, edit, otherAuthor);
      at.clock.advance(1);
      await at.store.trash.trash(alice, { by: "id", id }, author);
      at.clock.advance(1);
      await at.store.trash.restore(alice, { by: "id", id }, otherAuthor);
      at.clock.advance(1);
      const revert = () => ({ kind: "reverted", source: "personal", data: { text: "a" } }) as const;
      await at.store.entries.change(alice, id, revert, author);
    }

    it("keeps every state an entry ever had, newest first, with who made it and when", async () => {
      await lifeOf("e");
      const changes = ["reverted", "restored", "deleted", "updated", "created"];
      const versions = await historyOf(at.store, "e");
      expect(versions.map(({ change }) => change)).toEqual(changes);
      expect(versions.map(({ version }) => version)).toEqual([5, 4, 3, 2, 1]);
      expect(versions.map(({ at: time }) => time - START)).toEqual([4, 3, 2, 1, 0]);
      expect(versions.map(({ deletedAt }) => deletedAt)).toEqual([
        undefined,
        undefined,
        START + 2,
        undefined,
        undefined,
      ]);
      expect(versions[4]).toEqual({
        ...anEntry({ id: "e", logicalKey: "e", language: "en", expiresAt: START + 86_400_000 }),
        version: 1,
        change: "created",
        at: START,
        author,
      });
      expect(versions[3]).toMatchObject({
        source: "work",
        tags: ["t"],
        data: { text: "b" },
        author: otherAuthor,
      });
    });

    it("pages and finds single versions, the current one included", async () => {
      await lifeOf("e");
      const all = await historyOf(at.store, "e");
      expect(await at.store.history.list(alice, "e", { limit: 2, beforeVersion: 4 })).toEqual(
        all.slice(2, 4),
      );
      expect(await at.store.history.list(alice, "e", { limit: 0 })).toEqual([]);
      for (const version of all) {
        expect(await at.store.history.find(alice, "e", version.version)).toEqual(version);
      }
      expect(await at.store.history.find(alice, "e", 6)).toBeUndefined();
      expect(await at.store.history.find(alice, "e", 0)).toBeUndefined();
      expect(await at.store.history.find(alice, "unknown", 1)).toBeUndefined();
      expect(await at.store.history.list(alice, "unknown", EVERYTHING)).toEqual([]);
    });

    it("lists superseded versions of several entries, oldest first", async () => {
      await lifeOf("a");
      await lifeOf("b");
      await at.store.entries.insert(alice, anEntry({ id: "untouched" }), author);
      const ids = ["b", "a", "untouched", "unknown"];
      const superseded = await at.store.history.listSuperseded(alice, ids, 1000);
      expect([...superseded.keys()].sort()).toEqual(["a", "b"]);
      for (const id of ["a", "b"]) {
        expect(superseded.get(id)).toEqual((await historyOf(at.store, id)).slice(1).toReversed());
      }
      expect(await at.store.history.listSuperseded(alice, [], 1000)).toEqual(new Map());
      const newest = await at.store.history.listSuperseded(alice, ids, 2);
      for (const id of ["a", "b"]) expect(newest.get(id)).toEqual(superseded.get(id)?.slice(-2));
    });

    it("keeps one version for each of many edits at once", async () => {
      const { id } = await at.store.entries.insert(alice, anEntry({ data: { n: 0 } }), author);
      const add = (current: { readonly data: { readonly n?: unknown } }) =>
        ({ kind: "updated", data: { n: Number(current.data.n) + 1 } }) as const;
      await Promise.all(Array.from({ length: 40 }, () => at.store.entries.change(alice, id, add, author)));
      const versions = await historyOf(at.store, id);
      expect(versions.map(({ data }) => data.n)).toEqual(Array.from({ length: 41 }, (_, n) => 40 - n));
    });

    it("covers trashed and expired entries", async () => {
      const { id } = await at.store.entries.insert(alice, anEntry({ expiresAt: START + 1 }), author);
      at.clock.advance(1);
      expect(idsOf(await historyOf(at.store, id))).toEqual([id]);
    });
  });
}
