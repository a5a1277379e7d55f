import { describe, expect, it } from "vitest";
import { boundStore } from "../../src/domain/projects/bound-store.ts";
import type { Store } from "../../src/domain/store.ts";
import type { Open } from "./backends.ts";
import { alice, anEntry, author, EVERYTHING, historyOf, idsOf, insertAll, useStore } from "./fixtures.ts";

const moved = () => ({ kind: "updated", source: "private" }) as const;
const OUTSIDE = { code: "invalid_parameter", details: { param: "source", valid: ["work"] } };

/** What a bound caller writes stays in the project, and the project is all it reaches. */
export function describeProjectWrites(name: string, open: Open): void {
  describe(`writes of bound callers on ${name}`, () => {
    const at = useStore(open);
    const work = (): Store => boundStore(at.store, ["work"]);

    it("refuses an entry of another source, by whatever way, and stores nothing", async () => {
      const { entries } = work();
      const entry = anEntry({ source: "private" });
      const key = { type: "note", source: "private", logicalKey: "k" } as const;
      await expect(entries.insert(alice, entry, author)).rejects.toMatchObject(OUTSIDE);
      await expect(entries.upsert(alice, key, entry, () => undefined, author)).rejects.toMatchObject(OUTSIDE);
      expect(await at.store.entries.count(alice, {})).toBe(0);
    });

    it("refuses to move an entry out of the project, and leaves it as it was", async () => {
      const keyed = anEntry({ id: "keyed", source: "work", logicalKey: "k" });
      await insertAll(at.store, [keyed]);
      await expect(work().entries.change(alice, "keyed", moved, author)).rejects.toMatchObject(OUTSIDE);
      const key = { type: "note", source: "work", logicalKey: "k" } as const;
      await expect(work().entries.upsert(alice, key, keyed, moved, author)).rejects.toMatchObject(OUTSIDE);
      expect(await historyOf(at.store, "keyed")).toHaveLength(1);
    });

    it("does not find an entry of another source to change, whatever the rule", async () => {
      await insertAll(at.store, [anEntry({ id: "secret", source: "private" })]);
      let wasAsked = false;
      const rule = () => {
        wasAsked = true;
        return { kind: "updated", source: "work" } as const;
      };
      expect(await work().entries.change(alice, "secret", rule, author)).toBeUndefined();
      expect(wasAsked).toBe(false);
      expect(await historyOf(at.store, "secret")).toHaveLength(1);
    });

    it("trashes and restores by tag what is the project's, and nothing else", async () => {
      await insertAll(at.store, [
        anEntry({ id: "mine", source: "work", tags: ["t"] }),
        anEntry({ id: "secret", source: "private", tags: ["t"] }),
      ]);
      const byTag = { by: "tags", tags: ["t"] } as const;
      expect(await work().trash.countTrashable(alice, byTag)).toMatchObject({ trashed: 1 });
      expect(await work().trash.trash(alice, byTag, author)).toMatchObject({ trashed: 1 });
      expect(idsOf(await at.store.entries.list(alice, {}, EVERYTHING))).toEqual(["secret"]);
      await at.store.trash.trash(alice, byTag, author);
      expect(await work().trash.list(alice, EVERYTHING)).toHaveLength(1);
      expect(await work().trash.restore(alice, byTag, author)).toMatchObject({ restored: 1 });
      expect(idsOf(await at.store.entries.list(alice, {}, EVERYTHING))).toEqual(["mine"]);
    });

    it("shows of an entry that was moved in what it says since then", async () => {
      await insertAll(at.store, [
        anEntry({ id: "moved", source: "private", data: { description: "before" } }),
      ]);
      const inside = () => ({ kind: "updated", source: "work", data: { description: "after" } }) as const;
      await at.store.entries.change(alice, "moved", inside, author);
      const { history } = work();
      expect((await history.list(alice, "moved", EVERYTHING)).map(({ version }) => version)).toEqual([2]);
      expect(await history.find(alice, "moved", 1)).toBeUndefined();
      expect(await history.find(alice, "moved", 2)).toMatchObject({ source: "work" });
      expect((await history.listSuperseded(alice, ["moved"], 9)).size).toBe(0);
    });

    it("shows nothing of an entry that was moved out, not even what it said before", async () => {
      await insertAll(at.store, [anEntry({ id: "moved", source: "work" })]);
      await at.store.entries.change(alice, "moved", moved, author);
      const { history } = work();
      expect(await history.list(alice, "moved", EVERYTHING)).toEqual([]);
      expect(await history.find(alice, "moved", 1)).toBeUndefined();
      expect((await history.listSuperseded(alice, ["moved"], 9)).size).toBe(0);
    });
  });
}
