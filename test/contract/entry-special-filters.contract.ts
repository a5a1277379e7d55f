import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { toIso } from "../../src/domain/clock.ts";
import type { Entry, EntryData, NewEntry } from "../../src/domain/entries/entry.ts";
import type { EntryFilter } from "../../src/domain/entries/entry-store.ts";
import { type Open, START } from "./backends.ts";
import { alice, anEntry, author, EVERYTHING, idsOf, insertAll, useStore } from "./fixtures.ts";

const IDS = Array.from({ length: 10 }, (_, index) => `e${index}`);
const STATES = ["pending", "fired", "snoozed", "completed", "active"];

const time = fc.constantFrom(null, toIso(START - 5), toIso(START), toIso(START + 3));
const data: fc.Arbitrary<EntryData> = fc.record({
  resolved: fc.boolean(),
  state: fc.constantFrom(...STATES),
  deliver_at: time,
  snooze_until: time,
  related_ids: fc.array(fc.constantFrom("e0", "e1", "e2"), { maxLength: 3 }),
});
const content = {
  type: fc.constantFrom("alert" as const, "intention" as const, "note" as const),
  source: fc.constantFrom("x", "y"),
  tags: fc.array(fc.constantFrom("a", "b"), { maxLength: 2 }),
};
const entries = fc.array(fc.record({ ...content, data, edit: fc.option(data), ttl: fc.option(fc.nat(6)) }), {
  minLength: 1,
  maxLength: IDS.length,
});
const filters: fc.Arbitrary<EntryFilter> = fc.record(
  {
    unresolved: fc.constant(true as const),
    state: fc.constantFrom(...STATES, "unheard of"),
    linksTo: fc.constantFrom("e0", "e1", "nowhere"),
    ids: fc.array(fc.constantFrom(...IDS, "nowhere"), { maxLength: 5 }),
    types: fc.array(content.type, { minLength: 1, maxLength: 2 }),
    source: content.source,
    tags: fc.array(fc.constantFrom("a", "b"), { maxLength: 2 }),
    changedSince: fc.integer({ min: START, max: START + 5 }),
  },
  { requiredKeys: [] },
);

/** What the filters mean, said once more and plainly. */
function meets(entry: Entry, filter: EntryFilter, now: number): boolean {
  const related = entry.data.related_ids as readonly string[];
  return (
    (filter.unresolved === undefined || (entry.type === "alert" && entry.data.resolved !== true)) &&
    (filter.state === undefined || stateOf(entry, now) === filter.state) &&
    (filter.linksTo === undefined || related.includes(filter.linksTo)) &&
    (filter.ids?.includes(entry.id) ?? true) &&
    (filter.types?.includes(entry.type) ?? true) &&
    (filter.source === undefined || entry.source === filter.source) &&
    (filter.tags ?? []).every((tag) => entry.tags.includes(tag)) &&
    entry.changedAt >= (filter.changedSince ?? 0)
  );
}

function stateOf({ type, data: { state, deliver_at, snooze_until } }: Entry, now: number): unknown {
  if (type !== "intention") return undefined;
  const due = state === "snoozed" ? snooze_until : state === "pending" ? deliver_at : null;
  return typeof due === "string" && Date.parse(due) <= now ? "fired" : state;
}

/** Lists by what stands in `data`, and by id. */
export function describeSpecialFilters(name: string, open: Open): void {
  describe(`lists by content on ${name}`, () => {
    const at = useStore(open);
    const list = async (filter: EntryFilter) => idsOf(await at.store.entries.list(alice, filter, EVERYTHING));
    const linking = (id: string, related_ids: unknown, parts: Partial<NewEntry> = {}) =>
      anEntry({ id, data: { related_ids } as EntryData, ...parts });

    it("answers every filter as its definition says, alone and with others, page by page", async () => {
      await fc.assert(
        fc.asyncProperty(entries, filters, async (made, filter) => {
          const { store, clock, close } = await open();
          try {
            for (const [index, { edit, ttl, ...parts }] of made.entries()) {
              const expiresAt = ttl === null ? {} : { expiresAt: START + ttl };
              await store.entries.insert(alice, anEntry({ id: `e${index}`, ...parts, ...expiresAt }), author);
              clock.advance(index % 2);
              if (edit === null) continue;
              const target = `e${Math.floor(index / 2)}`;
              await store.entries.change(alice, target, () => ({ kind: "updated", data: edit }), author);
            }
            const found = await Promise.all(made.map((_, n) => store.entries.findById(alice, `e${n}`)));
            const expected = found
              .filter((entry) => entry !== undefined)
              .filter((entry) => meets(entry, filter, clock.now()))
              .sort((a, b) => b.rev - a.rev);
            expect(await store.entries.list(alice, filter, EVERYTHING)).toEqual(expected);
            expect(await store.entries.count(alice, filter)).toBe(expected.length);
            const beforeRev = expected[0]?.rev ?? 1;
            expect(await store.entries.list(alice, filter, { limit: 2, beforeRev })).toEqual(
              expected.slice(1, 3),
            );
          } finally {
            await close();
          }
        }),
        { numRuns: 40 },
      );
    });

    it("counts a pending or snoozed intention whose time has come as fired, to the millisecond", async () => {
      const intention = (id: string, data: EntryData) => anEntry({ id, type: "intention", data });
      await insertAll(at.store, [
        intention("pending", { state: "pending", deliver_at: toIso(START + 5) }),
        intention("snoozed", { state: "snoozed", snooze_until: toIso(START + 5), deliver_at: toIso(START) }),
        intention("fired", { state: "fired", deliver_at: null }),
        intention("open", { state: "pending", deliver_at: null }),
        intention("completed", { state: "completed", deliver_at: toIso(START) }),
        anEntry({ id: "a note", data: { state: "pending" } }),
      ]);
      at.clock.advance(4);
      expect(await list({ state: "fired" })).toEqual(["fired"]);
      expect(await list({ state: "pending" })).toEqual(["open", "pending"]);
      expect(await list({ state: "snoozed" })).toEqual(["snoozed"]);
      at.clock.advance(1);
      expect(await list({ state: "fired" })).toEqual(["fired", "snoozed", "pending"]);
      expect(await at.store.entries.count(alice, { state: "fired" })).toBe(3);
      expect(await list({ state: "pending" })).toEqual(["open"]);
      expect(await list({ state: "snoozed" })).toEqual([]);
      expect(await list({ state: "completed" })).toEqual(["completed"]);
    });

    it("follows links through edits, the trash and back", async () => {
      await insertAll(at.store, [
        linking("a", ["target"]),
        linking("b", ["other", "target", "target"]),
        linking("expires", ["target"], { expiresAt: START + 1 }),
      ]);
      at.clock.advance(1);
      expect(await list({ linksTo: "target" })).toEqual(["b", "a"]);
      const unlink = () => ({ kind: "updated", data: {} }) as const;
      await at.store.entries.change(alice, "a", unlink, author);
      expect(await list({ linksTo: "target" })).toEqual(["b"]);
      await at.store.trash.trash(alice, { by: "tags", tags: ["one"] }, author);
      expect(await list({ linksTo: "target" })).toEqual([]);
      await at.store.trash.restore(alice, { by: "tags", tags: ["one"] }, author);
      expect(await list({ linksTo: "target" })).toEqual(["b", "expires"]);
      const link = () => ({ kind: "reverted", data: { related_ids: ["target"] } }) as const;
      await at.store.entries.change(alice, "a", link, author);
      expect((await list({ linksTo: "target" }))[0]).toBe("a");
      expect(await at.store.entries.count(alice, { linksTo: "other" })).toBe(1);
    });

    it("takes only texts in a list for links", async () => {
      const odd = [[1, null, ["target"], "x"], "target", { key: "target" }, null];
      await insertAll(
        at.store,
        odd.map((related, index) => linking(`odd${index}`, related)),
      );
      await insertAll(at.store, [anEntry({ data: { nested: { related_ids: ["target"] } } })]);
      expect(await list({ linksTo: "target" })).toEqual([]);
      const touch = () => ({ kind: "updated", source: "moved" }) as const;
      for (const index of odd.keys()) await at.store.entries.change(alice, `odd${index}`, touch, author);
      expect(await list({ linksTo: "target" })).toEqual([]);
      expect(await list({ linksTo: "x" })).toEqual(["odd0"]);
    });

    it("answers nothing for an empty list of ids, and each entry once for repeated ones", async () => {
      await insertAll(at.store, [anEntry({ id: "a" }), anEntry({ id: "b" })]);
      expect(await list({ ids: [] })).toEqual([]);
      expect(await at.store.entries.count(alice, { ids: [] })).toBe(0);
      expect(await list({ ids: ["a", "b", "a", "c"] })).toEqual(["b", "a"]);
    });
  });
}
