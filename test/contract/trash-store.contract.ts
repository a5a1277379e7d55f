import { describe, expect, it } from "vitest";
import type { NewEntry } from "../../src/domain/entries/entry.ts";
import type { Selector } from "../../src/domain/entries/trash-store.ts";
import { type Open, START } from "./backends.ts";
import {
  alice,
  anEntry,
  author,
  EVERYTHING,
  historyOf,
  idsOf,
  insertAll,
  otherAuthor,
  useStore,
} from "./fixtures.ts";

/** Moving entries to the trash, looking at it, and bringing them back. */
export function describeTrashStore(name: string, open: Open): void {
  describe(`trash on ${name}`, () => {
    const at = useStore(open);
    const trash = async (selector: Selector) =>
      (await at.store.trash.trash(alice, selector, otherAuthor)).trashed;
    const countTrashable = async (selector: Selector) =>
      (await at.store.trash.countTrashable(alice, selector)).trashed;
    const restore = (selector: Selector) => at.store.trash.restore(alice, selector, otherAuthor);
    const listTrash = () => at.store.trash.list(alice, EVERYTHING);
    const insert = (parts: Partial<NewEntry> = {}) => at.store.entries.insert(alice, anEntry(parts), author);

    it("moves one entry there, as a version of its own, and takes it out of every list", async () => {
      const { id } = await insert();
      at.clock.advance(5);
      expect(await countTrashable({ by: "id", id })).toBe(1);
      expect(await trash({ by: "id", id })).toBe(1);
      expect(await at.store.entries.findById(alice, id)).toBeUndefined();
      expect(await at.store.entries.count(alice, {})).toBe(0);
      expect(await at.store.overview.tags(alice)).toEqual([]);
      const [found] = await listTrash();
      expect(found).toMatchObject({
        trashedAt: START + 5,
        entry: {
          id,
          version: 2,
          change: "deleted",
          deletedAt: START + 5,
          changedAt: START + 5,
          author: otherAuthor,
        },
      });
      expect(found?.entry.updatedAt).toBeUndefined();
      expect(found?.entry.rev).toBeGreaterThan(1);
    });

    it("does nothing for what is unknown, deleted already or expired", async () => {
      const { id } = await insert();
      const { id: expired } = await insert({ expiresAt: START + 1 });
      at.clock.advance(1);
      await trash({ by: "id", id });
      for (const gone of [id, expired, "unknown"]) {
        expect(await countTrashable({ by: "id", id: gone })).toBe(0);
        expect(await trash({ by: "id", id: gone })).toBe(0);
      }
      expect(await historyOf(at.store, id)).toHaveLength(2);
    });

    it("selects by all tags, by source, and by source and type", async () => {
      await insertAll(at.store, [
        anEntry({ id: "ab", tags: ["a", "b"] }),
        anEntry({ id: "a", tags: ["a"] }),
        anEntry({ id: "work", source: "work", tags: [] }),
        anEntry({ id: "alert", source: "work", type: "alert", tags: [] }),
        anEntry({ id: "old", tags: ["a", "b"], expiresAt: START }),
      ]);
      const expected: [Selector, string[]][] = [
        [{ by: "tags", tags: ["a", "b"] }, ["ab"]],
        [{ by: "tags", tags: ["b", "b"] }, []],
        [{ by: "tags", tags: [] }, []],
        [{ by: "source", source: "work", type: "alert" }, ["alert"]],
        [{ by: "source", source: "work" }, ["work"]],
        [{ by: "source", source: "nowhere" }, []],
      ];
      const gone = new Set<string>();
      for (const [selector, ids] of expected) {
        expect(await countTrashable(selector)).toBe(ids.length);
        expect(await trash(selector)).toBe(ids.length);
        for (const id of ids) gone.add(id);
        const trashed = idsOf((await listTrash()).map(({ entry }) => entry));
        expect(trashed.filter((id) => id !== "old").sort()).toEqual([...gone].sort());
      }
      expect(idsOf(await at.store.entries.list(alice, {}, EVERYTHING))).toEqual(["a"]);
    });

    it("keeps the order of entries trashed and restored together", async () => {
      const entries = Array.from({ length: 30 }, () => anEntry());
      await insertAll(at.store, entries);
      expect(await trash({ by: "tags", tags: ["one"] })).toBe(30);
      const newestFirst = idsOf(entries).toReversed();
      expect(idsOf((await listTrash()).map(({ entry }) => entry))).toEqual(newestFirst);
      expect(await restore({ by: "tags", tags: ["one", "two"] })).toEqual({ restored: 30, conflicts: [] });
      const back = await at.store.entries.list(alice, { tags: ["one"] }, EVERYTHING);
      expect(idsOf(back)).toEqual(newestFirst);
      expect(new Set(back.map(({ rev }) => rev)).size).toBe(30);
      expect(await listTrash()).toEqual([]);
    });

    it("lists the latest trashed first, expired ones by their expiry, in stable pages", async () => {
      await insertAll(at.store, [
        anEntry({ id: "never" }),
        anEntry({ id: "expires at 30", expiresAt: START + 30 }),
        anEntry({ id: "deleted at 20" }),
        anEntry({ id: "also at 20" }),
        anEntry({ id: "expires at 10", expiresAt: START + 10 }),
        anEntry({ id: "deleted before its expiry", expiresAt: START + 35 }),
        anEntry({ id: "expires later", expiresAt: START + 1000 }),
      ]);
      at.clock.set(START + 20);
      await trash({ by: "id", id: "deleted at 20" });
      await trash({ by: "id", id: "also at 20" });
      at.clock.set(START + 25);
      await trash({ by: "id", id: "deleted before its expiry" });
      at.clock.set(START + 50);
      const all = await listTrash();
      expect(all.map(({ entry, trashedAt }) => [entry.id, trashedAt - START])).toEqual([
        ["expires at 30", 30],
        ["deleted before its expiry", 25],
        ["also at 20", 20],
        ["deleted at 20", 20],
        ["expires at 10", 10],
      ]);
      for (const [index, { entry, trashedAt }] of all.entries()) {
        const after = { trashedAt, rev: entry.rev };
        expect(await at.store.trash.list(alice, { limit: 2, after })).toEqual(
          all.slice(index + 1, index + 3),
        );
        expect(await at.store.trash.list(alice, { limit: 2, offset: index })).toEqual(
          all.slice(index, index + 2),
        );
      }
      expect(await at.store.trash.list(alice, { limit: 9, since: START + 20 })).toEqual(all.slice(0, 4));
      expect(await at.store.trash.list(alice, { limit: 0 })).toEqual([]);
    });

    it("brings an entry back with its content, as a new version", async () => {
      const made = await insert({ language: "de", expiresAt: START + 1000 });
      await trash({ by: "id", id: made.id });
      at.clock.advance(7);
      expect(await restore({ by: "id", id: made.id })).toEqual({ restored: 1, conflicts: [] });
      const expected = {
        ...made,
        rev: 3,
        version: 3,
        change: "restored",
        changedAt: START + 7,
        author: otherAuthor,
      };
      expect(await at.store.entries.findById(alice, made.id)).toEqual(expected);
      expect(await at.store.entries.count(alice, { tags: ["one"] })).toBe(1);
      expect(await restore({ by: "id", id: made.id })).toEqual({ restored: 0, conflicts: [] });
    });

    it("gives an entry whose expiry has passed its first length of life again", async () => {
      const { id } = await insert({ expiresAt: START + 100 });
      at.clock.set(START + 100);
      const { id: deleted } = await insert({ expiresAt: START + 150 });
      await trash({ by: "id", id: deleted });
      at.clock.set(START + 5000);
      expect(await restore({ by: "tags", tags: ["one"] })).toEqual({ restored: 2, conflicts: [] });
      expect(await at.store.entries.findById(alice, id)).toMatchObject({
        expiresAt: START + 5100,
        version: 2,
      });
      expect(await at.store.entries.findById(alice, deleted)).toMatchObject({
        expiresAt: START + 5050,
        version: 3,
      });
    });

    it("restores for good what was stored with an expiry in the past", async () => {
      const { id } = await insert({ expiresAt: START - 1 });
      expect(await restore({ by: "id", id })).toEqual({ restored: 1, conflicts: [] });
      expect(await at.store.entries.findById(alice, id)).not.toHaveProperty("expiresAt");
    });
  });
}
