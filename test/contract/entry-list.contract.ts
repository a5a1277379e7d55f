import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Entry, KNOWLEDGE_TYPES, type NewEntry } from "../../src/domain/entries/entry.ts";
import type { EntryFilter } from "../../src/domain/entries/entry-store.ts";
import { type Open, START } from "./backends.ts";
import { alice, anEntry, author, EVERYTHING, idsOf, insertAll, otherAuthor, useStore } from "./fixtures.ts";

/** What an `EntryFilter` means, said once more and plainly. */
function meets(entry: Entry, filter: EntryFilter): boolean {
  const { by, client } = filter.notWrittenBy ?? {};
  return (
    (filter.types?.includes(entry.type) ?? true) &&
    (filter.source === undefined || entry.source === filter.source) &&
    (filter.tags ?? []).every((tag) => entry.tags.includes(tag)) &&
    entry.changedAt >= (filter.changedSince ?? 0) &&
    entry.changedAt <= (filter.changedUntil ?? Number.MAX_SAFE_INTEGER) &&
    entry.createdAt >= (filter.createdAfter ?? 0) &&
    entry.createdAt <= (filter.createdBefore ?? Number.MAX_SAFE_INTEGER) &&
    (filter.learnedFrom === undefined || entry.data.learned_from === filter.learnedFrom) &&
    (filter.language === undefined || (entry.language ?? null) === filter.language) &&
    (filter.edited !== true || entry.updatedAt !== undefined) &&
    (filter.notWrittenBy === undefined || entry.author.by !== by || entry.author.client !== client)
  );
}

const tag = fc.constantFrom("a", "b", "c");
const type = fc.constantFrom(...KNOWLEDGE_TYPES, "status" as const);
const time = fc.integer({ min: START - 20, max: START + 60 });
const filters: fc.Arbitrary<EntryFilter> = fc.record(
  {
    types: fc.array(type, { maxLength: 3 }),
    source: fc.constantFrom("x", "y"),
    tags: fc.array(tag, { maxLength: 3 }),
    changedSince: time,
    changedUntil: time,
    createdAfter: time,
    createdBefore: time,
    learnedFrom: fc.constantFrom("claude", "gpt"),
    language: fc.constantFrom("en", null),
    edited: fc.boolean(),
    notWrittenBy: fc.constantFrom({ by: author.by, client: "claude 1.0" }, { by: otherAuthor.by }),
  },
  { requiredKeys: [] },
);

const steps = fc.array(
  fc.record({
    type,
    source: fc.constantFrom("x", "y"),
    tags: fc.array(tag, { maxLength: 3 }),
    from: fc.constantFrom("claude", "gpt"),
    english: fc.boolean(),
    /** The clock may go back. */
    tick: fc.integer({ min: -20, max: 20 }),
    edits: fc.nat(2),
    ttl: fc.option(fc.integer({ min: 1, max: 40 })),
  }),
  { minLength: 1, maxLength: 12 },
);

/** Lists: filters, order, paging. */
export function describeEntryLists(name: string, open: Open): void {
  describe(`lists of entries on ${name}`, () => {
    const at = useStore(open);

    it("answers every filter as its definition says, newest rev first, whatever the clock did", async () => {
      await fc.assert(
        fc.asyncProperty(steps, filters, fc.nat(40), async (made, filter, wait) => {
          await using opened = disposable(await open());
          const { store, clock } = opened;
          for (const [index, step] of made.entries()) {
            clock.advance(step.tick);
            const entry: NewEntry = anEntry({
              id: `e${index}`,
              type: step.type,
              source: step.source,
              tags: step.tags,
              data: { learned_from: step.from },
              ...(step.english ? { language: "en" } : {}),
              ...(step.ttl === null ? {} : { expiresAt: clock.now() + step.ttl }),
            });
            await store.entries.insert(alice, entry, author);
            for (let edit = 0; edit < step.edits; edit += 1) {
              clock.advance(step.tick);
              const rule = () => ({ kind: "updated", data: { learned_from: step.from, edit } }) as const;
              await store.entries.change(alice, `e${edit % (index + 1)}`, rule, otherAuthor);
            }
          }
          clock.advance(wait);
          const found = await Promise.all(made.map((_, index) => store.entries.findById(alice, `e${index}`)));
          const live = found.filter((entry) => entry !== undefined);
          const expected = live.filter((entry) => meets(entry, filter)).sort((a, b) => b.rev - a.rev);
          expect(await store.entries.list(alice, filter, EVERYTHING)).toEqual(expected);
          expect(await store.entries.count(alice, filter)).toBe(expected.length);
        }),
        { numRuns: 40 },
      );
    });

    it("orders by the last change, even when the clock goes back", async () => {
      const [a, b, c] = [anEntry(), anEntry(), anEntry()];
      await at.store.entries.insert(alice, a, author);
      at.clock.set(START - 86_400_000);
      await at.store.entries.insert(alice, b, author);
      at.clock.set(START + 86_400_000);
      await at.store.entries.insert(alice, c, author);
      at.clock.set(START - 2 * 86_400_000);
      await at.store.entries.change(alice, a.id, () => ({ kind: "updated", source: "x" }), author);
      expect(idsOf(await at.store.entries.list(alice, {}, EVERYTHING))).toEqual([a.id, c.id, b.id]);
    });

    it("treats bounds of time as inclusive", async () => {
      const entry = await at.store.entries.insert(alice, anEntry(), author);
      const count = (filter: EntryFilter) => at.store.entries.count(alice, filter);
      for (const bound of ["changedSince", "changedUntil", "createdAfter", "createdBefore"]) {
        expect(await count({ [bound]: entry.createdAt })).toBe(1);
      }
      expect(await count({ changedSince: START + 1 })).toBe(0);
      expect(await count({ changedUntil: START - 1 })).toBe(0);
      expect(await count({ createdAfter: START + 1 })).toBe(0);
      expect(await count({ createdBefore: START - 1 })).toBe(0);
    });

    it("walks all pages without loss or repetition while others insert", async () => {
      const entries = Array.from({ length: 100 }, () => anEntry());
      await insertAll(at.store, entries);
      const seen: string[] = [];
      let beforeRev: number | undefined;
      for (;;) {
        await insertAll(at.store, [anEntry(), anEntry({ tags: ["three"] })]);
        const page = await at.store.entries.list(alice, {}, { limit: 7, ...(beforeRev && { beforeRev }) });
        seen.push(...idsOf(page));
        beforeRev = page.at(-1)?.rev;
        if (page.length < 7) break;
      }
      const old = seen.filter((id) => entries.some((entry) => entry.id === id));
      expect(old).toEqual(idsOf(entries).toReversed());
      expect(new Set(seen).size).toBe(seen.length);
    });

    it("pages the same way through every kind of index", async () => {
      const types = [...KNOWLEDGE_TYPES, "status"] as const;
      const entries = Array.from({ length: 40 }, (_, n) =>
        anEntry({
          type: types[n % 5] ?? "note",
          source: n % 2 === 0 ? "x" : "y",
          tags: n % 3 === 0 ? ["t", "u"] : ["t"],
        }),
      );
      await insertAll(at.store, entries);
      const filters: EntryFilter[] = [
        {},
        { types: KNOWLEDGE_TYPES },
        { types: ["status"] },
        { source: "x" },
        { tags: ["t"] },
        { tags: ["t", "u"] },
        { tags: ["t", "u"], source: "y", types: KNOWLEDGE_TYPES },
        { changedSince: START },
      ];
      for (const filter of filters) {
        const all = await at.store.entries.list(alice, filter, EVERYTHING);
        const middle = all[4]?.rev ?? 0;
        expect(await at.store.entries.list(alice, filter, { limit: 3, beforeRev: middle })).toEqual(
          all.slice(5, 8),
        );
        expect(await at.store.entries.list(alice, filter, { limit: 3, offset: 2 })).toEqual(all.slice(2, 5));
      }
    });

    it("answers an empty page for a limit of 0 and for no types at all", async () => {
      await insertAll(at.store, [anEntry()]);
      expect(await at.store.entries.list(alice, {}, { limit: 0 })).toEqual([]);
      expect(await at.store.entries.list(alice, { types: [] }, EVERYTHING)).toEqual([]);
      expect(await at.store.entries.count(alice, { types: [] })).toBe(0);
    });

    it("counts an entry once, however often a tag or type is named", async () => {
      await insertAll(at.store, [anEntry({ tags: ["a", "a", "b"] })]);
      const filter: EntryFilter = { types: ["note", "note"], tags: ["a", "a"] };
      expect(await at.store.entries.count(alice, filter)).toBe(1);
      expect(await at.store.entries.list(alice, filter, EVERYTHING)).toHaveLength(1);
      expect(await at.store.overview.tags(alice)).toContainEqual({ tag: "a", count: 1 });
    });

    it("takes tags and sources as they are: no wildcard, no case folding", async () => {
      await insertAll(at.store, [anEntry({ tags: ["Tag"], source: "Src" })]);
      for (const tags of [["tag"], ["T%"], ["*"], ["Tag "], ["'"]]) {
        expect(await at.store.entries.count(alice, { tags })).toBe(0);
      }
      expect(await at.store.entries.count(alice, { source: "src" })).toBe(0);
    });
  });
}

function disposable<T extends { close(): Promise<void> }>(opened: T): T & AsyncDisposable {
  return Object.assign(opened, { [Symbol.asyncDispose]: () => opened.close() });
}
