import { describe, expect, it } from "vitest";
import { ENTRY_TYPES, type Entry, type NewEntry } from "../../src/domain/entries/entry.ts";
import { AwarenessError } from "../../src/domain/errors.ts";
import { type Open, START } from "./backends.ts";
import { alice, anEntry, author, EVERYTHING, historyOf, idsOf, otherAuthor, useStore } from "./fixtures.ts";

/** Inserting, reading and changing single entries. */
export function describeEntryStore(name: string, open: Open): void {
  describe(`entries on ${name}`, () => {
    const at = useStore(open);

    it.each(ENTRY_TYPES)("gives back a %s exactly as it was stored", async (type) => {
      const entry: NewEntry = {
        ...anEntry({ type, tags: ["z", "a", "a b"] }),
        data: {
          text: "x",
          zero: 0,
          minus: -1.5,
          big: 9007199254740991,
          no: null,
          yes: true,
          list: [1, [2, {}]],
        },
        logicalKey: "key",
        language: "de",
        expiresAt: START + 1000,
      };
      const made = await at.store.entries.insert(alice, entry, author);
      expect(made).toEqual({
        ...entry,
        createdAt: START,
        changedAt: START,
        rev: 1,
        version: 1,
        change: "created",
        author,
      });
      expect(await at.store.entries.findById(alice, entry.id)).toEqual(made);
    });

    it("leaves out what an entry does not have", async () => {
      const { id } = await at.store.entries.insert(alice, anEntry(), { by: "x", tool: "y" });
      const found = await at.store.entries.findById(alice, id);
      expect(Object.keys(found ?? {}).sort()).toEqual(
        "author change changedAt createdAt data id rev source tags type version".split(" "),
      );
      expect(found?.author).toEqual({ by: "x", tool: "y" });
    });

    it("finds nothing under an unknown id", async () => {
      expect(await at.store.entries.findById(alice, "nothing")).toBeUndefined();
    });

    it("refuses a second entry with the same id and keeps the first", async () => {
      const entry = anEntry();
      await at.store.entries.insert(alice, entry, author);
      await expect(at.store.entries.insert(alice, { ...entry, source: "b" }, author)).rejects.toThrow();
      expect((await at.store.entries.findById(alice, entry.id))?.source).toBe("personal");
    });

    it("refuses a type that does not exist", async () => {
      const entry = { ...anEntry(), type: "thing" } as unknown as NewEntry;
      await expect(at.store.entries.insert(alice, entry, author)).rejects.toThrow();
      expect(await at.store.entries.count(alice, {})).toBe(0);
    });

    it("changes what the rule names and leaves the rest", async () => {
      const entry = anEntry({ language: "en", expiresAt: START + 5000, logicalKey: "k" });
      await at.store.entries.insert(alice, entry, author);
      at.clock.advance(10);
      const rule = () => ({ kind: "updated", tags: ["new"] }) as const;
      const changed = await at.store.entries.change(alice, entry.id, rule, otherAuthor);
      expect(changed).toEqual({
        ...entry,
        tags: ["new"],
        createdAt: START,
        updatedAt: START + 10,
        changedAt: START + 10,
        rev: 2,
        version: 2,
        change: "updated",
        author: otherAuthor,
      });
      expect(await at.store.entries.findById(alice, entry.id)).toEqual(changed);
    });

    it("clears language, expiry and key when the rule says undefined", async () => {
      const entry = anEntry({ language: "en", expiresAt: START + 5000, logicalKey: "k" });
      await at.store.entries.insert(alice, entry, author);
      const rule = () =>
        ({ kind: "reverted", language: undefined, expiresAt: undefined, logicalKey: undefined }) as const;
      await at.store.entries.change(alice, entry.id, rule, author);
      const found = await at.store.entries.findById(alice, entry.id);
      expect(found).toMatchObject({ version: 2, change: "reverted" });
      expect(found).not.toHaveProperty("language");
      expect(found).not.toHaveProperty("expiresAt");
      expect(found).not.toHaveProperty("logicalKey");
    });

    it("lists an entry under its new tags, source and key only", async () => {
      const entry = anEntry({ tags: ["old", "both"], logicalKey: "k1" });
      await at.store.entries.insert(alice, entry, author);
      const rule = () =>
        ({ kind: "updated", tags: ["new", "both"], source: "work", logicalKey: "k2" }) as const;
      await at.store.entries.change(alice, entry.id, rule, author);
      const count = (filter: object) => at.store.entries.count(alice, filter);
      expect(await count({ tags: ["old"] })).toBe(0);
      expect(await count({ tags: ["new", "both"] })).toBe(1);
      expect(await count({ source: "personal" })).toBe(0);
      expect(await count({ source: "work" })).toBe(1);
      await at.store.entries.insert(alice, anEntry({ logicalKey: "k1" }), author);
    });

    it("changes nothing when the rule answers undefined", async () => {
      const entry = await at.store.entries.insert(alice, anEntry(), author);
      at.clock.advance(10);
      expect(await at.store.entries.change(alice, entry.id, () => undefined, author)).toEqual(entry);
      expect(await historyOf(at.store, entry.id)).toHaveLength(1);
    });

    it("answers undefined for an unknown id without asking the rule", async () => {
      const rule = (): never => {
        throw new Error("must not run");
      };
      expect(await at.store.entries.change(alice, "nothing", rule, author)).toBeUndefined();
    });

    it("passes a rule's error on and rolls back only that change", async () => {
      const [first, second] = [anEntry(), anEntry()];
      await Promise.all([first, second].map((entry) => at.store.entries.insert(alice, entry, author)));
      const failure = new AwarenessError("conflict", "no");
      const rename = (source: string) => (_: Entry) => ({ kind: "updated", source }) as const;
      const refuse = () => {
        throw failure;
      };
      const results = await Promise.allSettled([
        at.store.entries.change(alice, first.id, rename("a"), author),
        at.store.entries.change(alice, second.id, refuse, author),
        at.store.entries.change(alice, second.id, rename("b"), author),
      ]);
      expect(results.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
      expect(results[1]).toMatchObject({ reason: failure });
      expect((await at.store.entries.findById(alice, first.id))?.source).toBe("a");
      expect(await historyOf(at.store, second.id)).toMatchObject([{ source: "b" }, { source: "personal" }]);
    });

    it("gives every change a greater rev than all before it", async () => {
      const before = await at.store.entries.insert(alice, anEntry(), author);
      const entries = Array.from({ length: 50 }, () => anEntry());
      const made = await Promise.all(entries.map((entry) => at.store.entries.insert(alice, entry, author)));
      const revs = made.map(({ rev }) => rev);
      expect(Math.min(...revs)).toBeGreaterThan(before.rev);
      expect(new Set(revs).size).toBe(50);
      const [first] = entries;
      const bump = () => ({ kind: "updated", source: "x" }) as const;
      const changed = await at.store.entries.change(alice, first?.id ?? "", bump, author);
      expect(changed?.rev).toBeGreaterThan(Math.max(...revs));
      expect(idsOf(await at.store.entries.list(alice, {}, EVERYTHING))[0]).toBe(first?.id);
    });

    it("ends an entry's life at its very millisecond", async () => {
      const { id } = await at.store.entries.insert(alice, anEntry({ expiresAt: START + 1000 }), author);
      const seen = async () => [
        (await at.store.entries.findById(alice, id)) !== undefined,
        await at.store.entries.count(alice, {}),
        (await at.store.entries.list(alice, {}, EVERYTHING)).length,
        (await at.store.trash.list(alice, EVERYTHING)).length,
      ];
      at.clock.set(START + 999);
      expect(await seen()).toEqual([true, 1, 1, 0]);
      at.clock.set(START + 1000);
      expect(await seen()).toEqual([false, 0, 0, 1]);
      const rule = () => ({ kind: "updated", source: "late" }) as const;
      expect(await at.store.entries.change(alice, id, rule, author)).toBeUndefined();
    });
  });
}
