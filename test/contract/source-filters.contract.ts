import { beforeEach, describe, expect, it } from "vitest";
import type { EntryType, NewEntry } from "../../src/domain/entries/entry.ts";
import type { EntryFilter } from "../../src/domain/entries/entry-store.ts";
import { boundStore } from "../../src/domain/projects/bound-store.ts";
import { type Open, START } from "./backends.ts";
import { alice, anEntry, author, EVERYTHING, idsOf, insertAll, useStore } from "./fixtures.ts";

const TYPES: readonly EntryType[] = [
  "note",
  "alert",
  "intention",
  "record",
  "status",
  "suppression",
  "pattern",
];
/** More sources than are walked one by one. */
const SOURCES = Array.from({ length: 20 }, (_, n) => `source-${n}`);
const STATES = ["fired", "pending", "snoozed", "completed"];
const PAST = new Date(START - 60_000).toISOString();
const FUTURE = new Date(START + 60_000).toISOString();

/** Every type in every source, each entry with something that a filter may ask for. */
const ENTRIES = SOURCES.flatMap((source, place) =>
  TYPES.map((type, at): NewEntry => {
    const data: Readonly<Record<EntryType | string, NewEntry["data"]>> = {
      alert: { resolved: place % 3 === 0 },
      intention: {
        state: STATES[place % 4] ?? "",
        deliver_at: place % 5 === 0 ? null : place % 2 === 0 ? PAST : FUTURE,
        snooze_until: place % 8 < 4 ? PAST : FUTURE,
      },
      record: { schema_ref: "person", schema_version: "1" },
    };
    return anEntry({
      id: `${source} ${type}`,
      type,
      source,
      tags: at % 2 === 0 ? ["even", source] : ["odd"],
      data: { ...data[type], related_ids: ["source-1 note"] },
      ...(place % 7 === 6 ? { expiresAt: START + 1 } : {}),
    });
  }),
);

const WANTED: readonly (readonly string[])[] = [
  [],
  ["source-1"],
  ["source-1", "source-1", "unknown"],
  ["source-1", "source-2", "source-6"],
  SOURCES.slice(0, 18),
];

const FILTERS: readonly EntryFilter[] = [
  {},
  { source: "source-1" },
  { types: ["note"] },
  { types: ["note", "alert"] },
  { tags: ["even"] },
  { tags: ["even", "source-2"], types: ["note"] },
  { types: ["alert"], unresolved: true },
  { types: ["intention"], state: "fired" },
  { state: "pending" },
  { linksTo: "source-1 note" },
  { ids: ["source-1 note", "source-3 note", "source-6 alert"] },
  { changedSince: START, changedUntil: START + 1 },
];

/** Lists, counts and logs within some sources are those of all, less what is of other sources. */
export function describeSourceFilters(name: string, open: Open): void {
  describe(`filters by several sources on ${name}`, () => {
    const at = useStore(open);
    beforeEach(async () => {
      await insertAll(at.store, ENTRIES);
      at.clock.advance(10);
    });

    it.each(WANTED)("answers lists and counts of %s %s %s", async (...sources) => {
      for (const filter of FILTERS) {
        const all = await at.store.entries.list(alice, filter, EVERYTHING);
        const expected = idsOf(all.filter(({ source }) => sources.includes(source)));
        const narrowed = { ...filter, sources };
        expect(
          idsOf(await at.store.entries.list(alice, narrowed, EVERYTHING)),
          JSON.stringify(filter),
        ).toEqual(expected);
        expect(await at.store.entries.count(alice, narrowed), JSON.stringify(filter)).toBe(expected.length);
        const page = await at.store.entries.list(alice, narrowed, { limit: 2, offset: 1 });
        expect(idsOf(page)).toEqual(expected.slice(1, 3));
      }
    });

    it("answers the trash, the tags and the records of some sources", async () => {
      await at.store.trash.trash(alice, { by: "tags", tags: ["odd"] }, author);
      for (const sources of WANTED) {
        const isWanted = ({ source }: { readonly source: string }) => sources.includes(source);
        const trash = await at.store.trash.list(alice, EVERYTHING);
        expect(await at.store.trash.list(alice, { ...EVERYTHING, sources })).toEqual(
          trash.filter(({ entry }) => isWanted(entry)),
        );
        const live = (await at.store.entries.list(alice, {}, EVERYTHING)).filter(isWanted);
        for (const { tag, count } of await at.store.overview.tags(alice, sources)) {
          expect(
            live.filter(({ tags }) => tags.includes(tag)),
            tag,
          ).toHaveLength(count);
        }
        expect((await at.store.overview.tags(alice, sources)).length > 0).toBe(live.length > 0);
        const named = { family: "person", version: "1" };
        const records = await at.store.schemas.listRecords(alice, named, 500);
        expect(await at.store.schemas.listRecords(alice, named, 500, sources)).toEqual(
          records.filter(isWanted),
        );
        expect(await at.store.schemas.countRecords(alice, named, sources)).toBe(
          records.filter(isWanted).length,
        );
      }
    });

    it("answers the logs of some sources, trashed entries and all conditions included", async () => {
      for (const [place, { id }] of ENTRIES.entries()) {
        const by = { at: START + place, platform: place % 2 === 0 ? "a" : "b" };
        await at.store.activity.recordReads(alice, [{ entryId: id, tool: "t", ...by }]);
        await at.store.activity.recordAction(alice, {
          entryId: id,
          action: "x",
          tags: ["one", "two"],
          ...by,
        });
      }
      await at.store.trash.trash(alice, { by: "source", source: "source-2" }, author);
      const sourceOf = new Map(ENTRIES.map(({ id, source }) => [id, source]));
      const { activity } = at.store;
      for (const sources of WANTED) {
        for (const filter of [
          {},
          { platform: "a" },
          { entryId: "source-1 note" },
          { tags: ["one", "two"] },
        ]) {
          for (const list of ["listReads", "listActions", "listActivity"] as const) {
            const all = await activity[list](alice, filter, EVERYTHING);
            const expected = all.filter(({ entryId }) => sources.includes(sourceOf.get(entryId) ?? ""));
            expect(await activity[list](alice, { ...filter, sources }, EVERYTHING)).toEqual(expected);
            expect(await activity[list](alice, { ...filter, sources }, { limit: 1 })).toEqual(
              expected.slice(0, 1),
            );
          }
        }
      }
    });

    it("a bound store answers statistics, briefings and unread lists as they are without the rest", async () => {
      await at.store.activity.recordReads(alice, [
        { entryId: "source-1 note", at: START, tool: "t" },
        { entryId: "source-2 alert", at: START + 5, tool: "t" },
      ]);
      const sources = ["source-1", "source-2", "source-4", "source-6", "source-8"];
      const alone = await open();
      alone.clock.set(START);
      await insertAll(
        alone.store,
        ENTRIES.filter(({ source }) => sources.includes(source)),
      );
      alone.clock.advance(10);
      await alone.store.activity.recordReads(alice, [
        { entryId: "source-1 note", at: START, tool: "t" },
        { entryId: "source-2 alert", at: START + 5, tool: "t" },
      ]);
      const bound = boundStore(at.store, sources);
      const limits = { alerts: 2, rules: 3, afterRev: 0 };
      const questions = [
        async (of: typeof bound) => {
          const { types, sources: named } = await of.overview.stats(alice);
          return [[...types].sort(), named];
        },
        (of: typeof bound) => of.overview.tags(alice),
        async (of: typeof bound) => {
          const { alerts, ...rest } = await of.attention.readMonitored(alice, limits);
          return { ...rest, alerts: alerts.changed, count: alerts.revs.length };
        },
        (of: typeof bound) => of.attention.listDue(alice, at.clock.now(), 3),
        (of: typeof bound) => of.attention.countDue(alice, at.clock.now()),
        (of: typeof bound) => of.attention.countPending(alice, at.clock.now()),
        (of: typeof bound) => of.activity.listUnread(alice, {}, { limit: 10, offset: 2 }),
        (of: typeof bound) => of.activity.listUnread(alice, { since: START + 3 }, EVERYTHING),
        (of: typeof bound) => of.schemas.countRecords(alice, { family: "person", version: "1" }),
      ];
      const textOf = (answer: unknown) => JSON.stringify(answer).replaceAll(/"rev":\d+/g, "");
      for (const [place, ask] of questions.entries()) {
        expect(textOf(await ask(bound)), String(place)).toBe(textOf(await ask(alone.store)));
      }
      await alone.close();
    });
  });
}
