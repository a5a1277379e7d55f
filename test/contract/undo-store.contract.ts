import { describe, expect, it } from "vitest";
import type { Author } from "../../src/domain/entries/entry.ts";
import type { PutBack, TouchedEntry, Touches } from "../../src/domain/undo/undo-store.ts";
import { type Open, START } from "./backends.ts";
import { alice, anEntry, author, EVERYTHING, historyOf, otherAuthor, useStore } from "./fixtures.ts";

const evil: Author = {
  by: "evil",
  client: "claude",
  clientId: "evil-id",
  tokenId: "evil-token",
  tool: "remember",
};
const undo: Author = { by: "undo 1", tool: "undo" };
const byEvil: Touches = { writer: { name: "evil", verified: false } };

/** Finding what a writer touched, and giving entries earlier states. */
export function describeUndoStore(name: string, open: Open): void {
  describe(`undo on ${name}`, () => {
    const at = useStore(open);
    const insert = (id: string, by: Author = author, parts = {}) =>
      at.store.entries.insert(alice, anEntry({ id, ...parts }), by);
    const edit = (id: string, text: string, by: Author) =>
      at.store.entries.change(alice, id, () => ({ kind: "updated", data: { text } }), by);
    const trash = (id: string, by: Author) => at.store.trash.trash(alice, { by: "id", id }, by);
    const putBack = async (...steps: readonly PutBack[]) =>
      Object.fromEntries(await at.store.undo.putBack(alice, steps, undo));
    const versions = ({ marks }: TouchedEntry) => marks.map(({ version }) => version);

    async function touched(touches: Touches): Promise<Record<string, TouchedEntry>> {
      const found: Record<string, TouchedEntry> = {};
      for (let after: number | undefined = 0; after !== undefined; ) {
        const page = await at.store.undo.touched(alice, touches, after);
        for (const entry of page.entries) found[entry.id] = entry;
        after = page.next;
      }
      return found;
    }

    it("finds what a writer made, changed, deleted and restored, whatever became of it", async () => {
      for (const id of ["other", "edited", "edited since", "deleted", "restored"]) await insert(id);
      await insert("made", evil);
      await insert("expired", evil, { expiresAt: START });
      await edit("edited", "x", evil);
      await edit("edited since", "x", evil);
      await edit("edited since", "y", author);
      await trash("deleted", evil);
      await trash("restored", author);
      await at.store.trash.restore(alice, { by: "id", id: "restored" }, evil);
      const found = await touched(byEvil);
      expect(Object.fromEntries(Object.entries(found).map(([id, entry]) => [id, versions(entry)]))).toEqual({
        made: [1],
        expired: [1],
        edited: [1, 2],
        "edited since": [1, 2, 3],
        deleted: [1, 2],
        restored: [2, 3],
      });
    });

    it("knows a writer by each of its names, and by the name it gives itself only when asked to", async () => {
      await insert("made", evil);
      await insert("nameless", { by: "stdio", tool: "remember" });
      for (const name of ["evil", "evil-id", "evil-token", "claude"]) {
        expect(Object.keys(await touched({ writer: { name, verified: false } }))).toEqual(["made"]);
      }
      expect(await touched({ writer: { name: "claude", verified: true } })).toEqual({});
      expect(Object.keys(await touched({ writer: { name: "evil-id", verified: true } }))).toEqual(["made"]);
      for (const name of ["Evil", "evi", "", "remember"]) {
        expect(await touched({ writer: { name, verified: false } })).toEqual({});
      }
    });

    it("tells of every version who made it, when, how, and whether the content is the same", async () => {
      await insert("e", author, { expiresAt: START + 1000 });
      at.clock.advance(1);
      await edit("e", "x", evil);
      await trash("e", otherAuthor);
      const { e } = await touched(byEvil);
      const [first, second, third] = e?.marks ?? [];
      expect(e).toMatchObject({ id: "e", type: "note", source: "personal" });
      expect(first).toMatchObject({
        version: 1,
        change: "created",
        at: START,
        author,
        expiresAt: START + 1000,
      });
      expect(first).not.toHaveProperty("deletedAt");
      expect(second).toMatchObject({ version: 2, change: "updated", at: START + 1, author: evil });
      expect(third).toMatchObject({
        version: 3,
        change: "deleted",
        author: otherAuthor,
        deletedAt: START + 1,
      });
      expect(second?.content).toBe(third?.content);
      expect(second?.content).not.toBe(first?.content);
    });

    it("finds by time, bounds inclusive, deleted entries and clocks that went back included", async () => {
      for (const [id, ms] of [
        ["a", 0],
        ["b", 10],
        ["c", 5],
        ["d", 20],
        ["e", 30],
      ] as const) {
        at.clock.set(START + ms);
        await insert(id, evil);
        if (id === "d") await trash(id, evil);
      }
      const ids = async (since?: number, until?: number) => {
        const times = { ...(since === undefined ? {} : { since: START + since }) };
        const found = await touched({
          ...byEvil,
          ...times,
          ...(until === undefined ? {} : { until: START + until }),
        });
        return Object.keys(found).sort().join("");
      };
      expect(await ids(0)).toBe("abcde");
      expect(await ids(5)).toBe("bcde");
      expect(await ids(10)).toBe("bde");
      expect(await ids(20)).toBe("de");
      expect(await ids(31)).toBe("");
      expect(await ids(undefined, 10)).toBe("abc");
      expect(await ids(5, 20)).toBe("bcd");
    });

    it("finds all of many, page by page", async () => {
      const writers = [evil, author, author];
      for (let n = 0; n < 4_100; n += 100) {
        const ids = Array.from({ length: 100 }, (_, index) => n + index);
        await Promise.all(ids.map((id) => insert(`${id}`, writers[id % 3])));
      }
      expect(Object.keys(await touched(byEvil))).toHaveLength(1_367);
      const first = await at.store.undo.touched(alice, byEvil, 0);
      expect(first.entries.length).toBeLessThan(1_367);
      expect(await at.store.undo.touched(alice, byEvil, 5_000)).toEqual({ entries: [] });
    }, 60_000);

    it("puts back earlier content, trashes and brings back, each as a new version", async () => {
      const parts = {
        logicalKey: "k",
        language: "en",
        expiresAt: START + 1000,
        data: { text: "a", related_ids: ["made"] },
      };
      await insert("edited", author, parts);
      await insert("made", evil);
      await insert("deleted");
      await edit("edited", "x", evil);
      await trash("deleted", evil);
      at.clock.advance(7);
      const outcomes = await putBack(
        { id: "made", version: 1, trashed: true },
        { id: "edited", version: 2, base: 1, trashed: false },
        { id: "deleted", version: 2, base: 1, trashed: false },
      );
      expect(outcomes).toEqual({ made: "done", edited: "done", deleted: "done" });
      expect(await at.store.entries.findById(alice, "edited")).toMatchObject({
        ...anEntry({ id: "edited", ...parts }),
        version: 3,
        change: "reverted",
        updatedAt: START + 7,
        changedAt: START + 7,
        author: undo,
      });
      const restored = await at.store.entries.findById(alice, "deleted");
      expect(restored).toMatchObject({
        ...anEntry({ id: "deleted" }),
        version: 3,
        change: "restored",
        author: undo,
      });
      expect(restored?.updatedAt).toBeUndefined();
      const [made] = await at.store.trash.list(alice, EVERYTHING);
      expect(made?.entry).toMatchObject({ id: "made", version: 2, change: "deleted", author: undo });
      expect((await historyOf(at.store, "edited")).map(({ change }) => change)).toEqual([
        "reverted",
        "updated",
        "created",
      ]);
      const links = await at.store.entries.list(alice, { linksTo: "made" }, EVERYTHING);
      expect(links.map(({ id }) => id)).toEqual(["edited"]);
      const tagged = await at.store.entries.list(alice, { tags: ["one", "two"] }, EVERYTHING);
      expect(tagged.map(({ id }) => id).sort()).toEqual(["deleted", "edited"]);
    });

    it("puts content back in the trash", async () => {
      await insert("e");
      await trash("e", author);
      await at.store.trash.restore(alice, { by: "id", id: "e" }, evil);
      await edit("e", "x", evil);
      expect(await putBack({ id: "e", version: 4, base: 2, trashed: true })).toEqual({ e: "done" });
      expect(await at.store.entries.findById(alice, "e")).toBeUndefined();
      const [found] = await at.store.trash.list(alice, EVERYTHING);
      expect(found?.entry).toMatchObject({
        ...anEntry({ id: "e" }),
        version: 5,
        change: "deleted",
        author: undo,
      });
    });

    it("leaves alone what has changed, is gone, or cannot have its key back", async () => {
      await insert("changed");
      await edit("changed", "x", author);
      await insert("first", author, { logicalKey: "k" });
      await trash("first", evil);
      await insert("holder", author, { logicalKey: "k" });
      const before = await historyOf(at.store, "changed");
      const outcomes = await putBack(
        { id: "changed", version: 1, trashed: true },
        { id: "unknown", version: 1, trashed: true },
        { id: "holder", version: 1, base: 7, trashed: false },
        { id: "first", version: 2, base: 1, trashed: false },
      );
      expect(outcomes).toEqual({ changed: "changed", unknown: "gone", holder: "gone", first: "key_taken" });
      expect(await historyOf(at.store, "changed")).toEqual(before);
      expect(await at.store.entries.findById(alice, "first")).toBeUndefined();
    });

    it("brings back one of several with the same key, and buries an expired entry that holds it", async () => {
      await insert("first", author, { logicalKey: "k" });
      await trash("first", evil);
      await insert("second", author, { logicalKey: "k" });
      await trash("second", evil);
      await insert("expiring", author, { logicalKey: "k", expiresAt: START + 1 });
      at.clock.advance(1);
      const outcomes = await putBack(
        { id: "first", version: 2, base: 1, trashed: false },
        { id: "second", version: 2, base: 1, trashed: false },
      );
      expect(outcomes).toEqual({ first: "key_taken", second: "done" });
      const [buried] = await historyOf(at.store, "expiring");
      expect(buried).toMatchObject({ change: "deleted", deletedAt: START + 1, author: undo });
    });

    it("keeps schemas that live records use", async () => {
      const schema = (id: string) =>
        insert(id, evil, { type: "schema", data: { family: id, version: "1", schema: {} } });
      await schema("used");
      await schema("unused");
      await insert("record", author, { type: "record", data: { schema_ref: "used", schema_version: "1" } });
      const steps = ["used", "unused"].map((id) => ({ id, version: 1, trashed: true }));
      expect(await putBack(...steps)).toEqual({ used: "schema_in_use", unused: "done" });
      expect(await putBack(...steps.slice(0, 1), { id: "record", version: 1, trashed: true })).toEqual({
        used: "done",
        record: "done",
      });
      expect(await putBack({ id: "unused", version: 2, base: 1, trashed: false })).toEqual({
        unused: "done",
      });
      await trash("unused", author);
      await insert("again", author, { type: "schema", data: { family: "unused", version: "1" } });
      expect(await putBack({ id: "unused", version: 4, base: 1, trashed: false })).toEqual({
        unused: "key_taken",
      });
    });
  });
}
