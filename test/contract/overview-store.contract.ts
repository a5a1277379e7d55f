import { describe, expect, it } from "vitest";
import type { OwnerId } from "../../src/domain/owner.ts";
import { type Open, START } from "./backends.ts";
import { alice, anEntry, author, bob, EVERYTHING, insertAll, useStore } from "./fixtures.ts";

/** Counts of live entries, and reads. */
export function describeOverviewAndActivity(name: string, open: Open): void {
  describe(`overview and activity on ${name}`, () => {
    const at = useStore(open);
    const read = (entryId: string, time: number, platform?: string) => ({
      entryId,
      at: time,
      tool: "get_knowledge",
      ...(platform === undefined ? {} : { platform }),
    });

    it("is empty for an owner without entries", async () => {
      expect(await at.store.overview.stats(alice)).toEqual({ types: new Map(), sources: [] });
      expect(await at.store.overview.tags(alice)).toEqual([]);
      expect(await at.store.overview.latestRev(alice)).toBe(0);
    });

    it("counts live entries by type and lists their sources and tags", async () => {
      await insertAll(at.store, [
        anEntry({ source: "b", tags: ["x", "y"] }),
        anEntry({ source: "a", tags: ["y"] }),
        anEntry({ source: "a", type: "alert", tags: ["é", "z", "y"] }),
        anEntry({ id: "gone", source: "deleted", tags: ["y", "gone"], type: "record" }),
        anEntry({ source: "expired", tags: ["y", "expired"], type: "status", expiresAt: START + 1 }),
        anEntry({ source: "a", tags: ["y"], expiresAt: START + 2 }),
      ]);
      const foreign = { source: "foreign", tags: ["foreign", "x"] };
      const ended = { type: "alert", tags: ["x", "y"], expiresAt: START + 1 } as const;
      await insertAll(at.store, [anEntry(foreign), anEntry({ ...foreign, ...ended })], bob);
      await insertAll(at.store, [anEntry({ ...foreign, source: "expired" })], bob);
      await at.store.trash.trash(alice, { by: "id", id: "gone" }, author);
      at.clock.advance(1);
      const { types, sources } = await at.store.overview.stats(alice);
      expect(Object.fromEntries(types)).toEqual({ note: 3, alert: 1 });
      expect(sources).toEqual(["a", "b"]);
      expect(await at.store.overview.tags(alice)).toEqual([
        { tag: "y", count: 4 },
        { tag: "x", count: 1 },
        { tag: "z", count: 1 },
        { tag: "é", count: 1 },
      ]);
    });

    it("sorts sources and equally frequent tags by code point", async () => {
      const names = ["b", "\u{1F600}", "\uFF21", "a", "B", ""];
      await insertAll(
        at.store,
        names.map((text) => anEntry({ source: text, tags: [text] })),
      );
      const expected = ["", "B", "a", "b", "\uFF21", "\u{1F600}"];
      expect((await at.store.overview.stats(alice)).sources).toEqual(expected);
      expect((await at.store.overview.tags(alice)).map(({ tag }) => tag)).toEqual(expected);
    });

    it("answers the highest rev, trashed entries included", async () => {
      const { id, rev } = await at.store.entries.insert(alice, anEntry(), author);
      await insertAll(at.store, [anEntry()], bob);
      expect(await at.store.overview.latestRev(alice)).toBe(rev);
      await at.store.trash.trash(alice, { by: "id", id }, author);
      const [trashed] = await at.store.trash.list(alice, EVERYTHING);
      expect(trashed?.entry.rev).toBeGreaterThan(rev);
      expect(await at.store.overview.latestRev(alice)).toBe(trashed?.entry.rev);
    });

    it("answers for many owners at once a number that grows with every change, whatever is purged", async () => {
      const revOf = async (owner: OwnerId) =>
        (await at.store.overview.latestRevs([alice, bob])).get(owner) ?? 0;
      expect([await revOf(alice), await revOf(bob)]).toEqual([0, 0]);
      const { id } = await at.store.entries.insert(alice, anEntry(), author);
      const first = await revOf(alice);
      expect(first).toBeGreaterThan(0);
      expect(await revOf(bob)).toBe(0);
      await at.store.trash.trash(alice, { by: "id", id }, author);
      expect(await revOf(alice)).toBeGreaterThan(first);
      expect(await at.store.overview.latestRevs([])).toEqual(new Map());
    });

    it("sums up reads and drops those of entries that are not there", async () => {
      await insertAll(at.store, [anEntry({ id: "a" }), anEntry({ id: "b" }), anEntry({ id: "never" })]);
      await insertAll(at.store, [anEntry({ id: "foreign" })], bob);
      const events = [
        read("a", 5),
        read("a", 3, "Claude"),
        read("gone", 4),
        read("b", 9),
        read("foreign", 1),
      ];
      await at.store.activity.recordReads(alice, events);
      await at.store.activity.recordReads(alice, [read("a", 4)]);
      await at.store.activity.recordReads(alice, []);
      const ids = ["a", "b", "never", "gone", "foreign", "a"];
      expect(await at.store.activity.summarizeReads(alice, ids)).toEqual(
        new Map([
          ["a", { count: 3, lastAt: 5 }],
          ["b", { count: 1, lastAt: 9 }],
        ]),
      );
      expect(await at.store.activity.summarizeReads(alice, [])).toEqual(new Map());
      expect(await at.store.activity.summarizeReads(bob, ["foreign"])).toEqual(new Map());
    });
  });
}
