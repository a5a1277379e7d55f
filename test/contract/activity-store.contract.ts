import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type {
  ActivityFilter,
  ActivityPage,
  ActivityRow,
  NewAction,
} from "../../src/domain/activity/action.ts";
import { type Open, START } from "./backends.ts";
import { alice, anEntry, author, bob, EVERYTHING, idsOf, insertAll, useStore } from "./fixtures.ts";

const platform = fc.constantFrom(undefined, "claude", "gpt");
const events = fc.array(
  fc.record({
    kind: fc.constantFrom("read" as const, "action" as const),
    entryId: fc.constantFrom("a", "b"),
    at: fc.integer({ min: START, max: START + 3 }),
    platform,
    tags: fc.uniqueArray(fc.constantFrom("x", "y", "z")),
  }),
  { maxLength: 15 },
);
const filters: fc.Arbitrary<ActivityFilter> = fc.record(
  {
    entryId: fc.constantFrom("a", "b", "none"),
    since: fc.integer({ min: START, max: START + 4 }),
    platform: fc.constantFrom("claude", "gpt", "none"),
    tags: fc.array(fc.constantFrom("x", "y", "z"), { maxLength: 2 }),
  },
  { requiredKeys: [] },
);

function meets(row: ActivityRow, filter: ActivityFilter): boolean {
  const tags = row.kind === "action" ? row.tags : [];
  return (
    (filter.entryId === undefined || row.entryId === filter.entryId) &&
    row.at >= (filter.since ?? 0) &&
    (filter.platform === undefined || row.platform === filter.platform) &&
    (filter.tags ?? []).every((tag) => tags.includes(tag))
  );
}

/** The log of reads and actions, and what nobody has read. */
export function describeActivityStore(name: string, open: Open): void {
  describe(`activity on ${name}`, () => {
    const at = useStore(open);
    const anAction = (parts: Partial<NewAction> = {}): NewAction => ({
      entryId: "a",
      at: START,
      action: "did it",
      tags: [],
      ...parts,
    });
    const read = (entryId: string, time = START) =>
      at.store.activity.recordReads(alice, [{ entryId, at: time, tool: "search" }]);
    const unread = async (since?: number, page = {}) =>
      idsOf(
        await at.store.activity.listUnread(alice, since === undefined ? {} : { since }, {
          ...EVERYTHING,
          ...page,
        }),
      );

    it("keeps an action as it was given", async () => {
      await insertAll(at.store, [anEntry({ id: "a" })]);
      const full = anAction({ platform: "claude", detail: "called them", tags: ["z", "a"] });
      const first = await at.store.activity.recordAction(alice, full);
      const second = await at.store.activity.recordAction(alice, anAction());
      expect(await at.store.activity.listActions(alice, {}, EVERYTHING)).toEqual([
        { ...anAction(), id: second },
        { ...full, id: first },
      ]);
      expect(await at.store.activity.listReads(alice, {}, EVERYTHING)).toEqual([]);
    });

    it("records no action on what is not a live entry of the owner", async () => {
      await insertAll(at.store, [anEntry({ id: "a" }), anEntry({ id: "old", expiresAt: START })]);
      await at.store.trash.trash(alice, { by: "id", id: "a" }, author);
      for (const entryId of ["a", "old", "unknown"]) {
        expect(await at.store.activity.recordAction(alice, anAction({ entryId }))).toBeUndefined();
      }
      expect(await at.store.activity.listActions(alice, {}, EVERYTHING)).toEqual([]);
    });

    it("shows the log of entries in the trash too", async () => {
      await insertAll(at.store, [anEntry({ id: "a" })]);
      await at.store.activity.recordAction(alice, anAction());
      await read("a");
      await at.store.trash.trash(alice, { by: "id", id: "a" }, author);
      expect(await at.store.activity.listActivity(alice, {}, EVERYTHING)).toMatchObject([
        { kind: "read", entryId: "a" },
        { kind: "action", entryId: "a" },
      ]);
    });

    it("answers every filter as its definition says, in stable pages, newest first", async () => {
      await fc.assert(
        fc.asyncProperty(events, filters, async (made, filter) => {
          const { store, close } = await open();
          try {
            await insertAll(store, [anEntry({ id: "a" }), anEntry({ id: "b" })]);
            await insertAll(store, [anEntry({ id: "a" })], bob);
            await store.activity.recordReads(bob, [{ entryId: "a", at: START, tool: "t" }]);
            for (const { kind, tags, platform: on, ...event } of made) {
              const given = { ...event, ...(on === undefined ? {} : { platform: on }) };
              if (kind === "action")
                await store.activity.recordAction(alice, { ...given, action: "x", tags });
              else await store.activity.recordReads(alice, [{ ...given, tool: "t" }]);
            }
            const all = await store.activity.listActivity(alice, {}, EVERYTHING);
            expect(all).toHaveLength(made.length);
            const order = all.map(({ at: time, kind, id }) => [time, kind === "read" ? 1 : 0, id] as const);
            expect(order).toEqual(order.toSorted((a, b) => b[0] - a[0] || b[1] - a[1] || b[2] - a[2]));
            const expected = all.filter((row) => meets(row, filter));
            const lists = {
              listActivity: expected,
              listReads: expected.filter(({ kind }) => kind === "read"),
              listActions: expected.filter(({ kind }) => kind === "action"),
            };
            for (const [method, rows] of Object.entries(lists)) {
              const list = (page: ActivityPage) =>
                store.activity[method as keyof typeof lists](alice, filter, page) as Promise<
                  readonly ActivityRow[]
                >;
              expect((await list(EVERYTHING)).map(({ id }) => id)).toEqual(idsNumbers(rows));
              for (const [index, before] of rows.entries()) {
                expect(idsNumbers(await list({ limit: 2, before }))).toEqual(
                  idsNumbers(rows.slice(index + 1, index + 3)),
                );
              }
            }
          } finally {
            await close();
          }
        }),
        { numRuns: 40 },
      );
    });

    it("answers an empty page for a limit of 0", async () => {
      await insertAll(at.store, [anEntry({ id: "a" })]);
      await read("a");
      expect(await at.store.activity.listActivity(alice, {}, { limit: 0 })).toEqual([]);
      expect(await at.store.activity.listUnread(alice, {}, { limit: 0 })).toEqual([]);
    });

    it("lists what was never read, newest change first, and takes no edit for a read", async () => {
      await insertAll(at.store, [
        anEntry({ id: "a" }),
        anEntry({ id: "b", type: "status" }),
        anEntry({ id: "c" }),
        anEntry({ id: "expired", expiresAt: START }),
        anEntry({ id: "d" }),
      ]);
      await insertAll(at.store, [anEntry({ id: "foreign" })], bob);
      const before = await at.store.entries.findById(alice, "c");
      await read("c");
      expect(await at.store.entries.findById(alice, "c")).toEqual(before);
      expect(await unread()).toEqual(["d", "b", "a"]);
      await at.store.entries.change(alice, "a", () => ({ kind: "updated", tags: [] }), author);
      await at.store.entries.change(alice, "c", () => ({ kind: "updated", tags: [] }), author);
      expect(await unread()).toEqual(["a", "d", "b"]);
      await at.store.trash.trash(alice, { by: "id", id: "d" }, author);
      expect(await unread()).toEqual(["a", "b"]);
      await at.store.trash.restore(alice, { by: "id", id: "d" }, author);
      expect(await unread(undefined, { limit: 2 })).toEqual(["d", "a"]);
      const { rev = 0 } = (await at.store.entries.findById(alice, "a")) ?? {};
      expect(await unread(undefined, { beforeRev: rev })).toEqual(["b"]);
      expect(await unread(undefined, { offset: 1, limit: 1 })).toEqual(["a"]);
    });

    it("loses no read of entries that are read in another order and changed at the same time", async () => {
      const ids = Array.from({ length: 20 }, (_, index) => `e${index}`);
      await insertAll(
        at.store,
        ids.map((id) => anEntry({ id, tags: ["bulk"] })),
      );
      const readAll = (order: readonly string[], day: number) =>
        at.store.activity.recordReads(
          alice,
          order.map((entryId) => ({ entryId, at: START + day * 86_400_000, tool: "t" })),
        );
      for (const round of [0, 1, 2]) {
        await Promise.all([
          readAll(ids, 4 * round),
          readAll(ids.toReversed(), 4 * round + 1),
          at.store.trash.trash(alice, { by: "tags", tags: ["bulk"] }, author),
          readAll(ids, 4 * round + 2),
        ]);
        await Promise.all([
          at.store.trash.restore(alice, { by: "tags", tags: ["bulk"] }, author),
          readAll(ids.toReversed(), 4 * round + 3),
        ]);
      }
      const last = { count: 12, lastAt: START + 11 * 86_400_000 };
      expect(await at.store.activity.summarizeReads(alice, ids)).toEqual(
        new Map(ids.map((id) => [id, last])),
      );
      expect(await unread(last.lastAt + 1, { limit: 3 })).toHaveLength(3);
      expect(await unread(last.lastAt)).toEqual([]);
    });

    it.each([0, 2_000])("counts only reads at or after a time, with %i other reads since", async (others) => {
      const day = 86_400_000;
      await insertAll(
        at.store,
        ["never", "long ago", "before", "exactly then", "later", "both", "busy"].map((id) => anEntry({ id })),
      );
      const since = START + 10 * day;
      await read("long ago", START);
      await read("before", since - 1);
      await read("exactly then", since);
      await read("later", since + day);
      await read("both", since + 1);
      await read("both", START);
      const more = Array.from({ length: others }, () => ({ entryId: "busy", at: since + 5, tool: "t" }));
      await at.store.activity.recordReads(alice, [...more, { entryId: "busy", at: since, tool: "t" }]);
      expect(await unread(since)).toEqual(["before", "long ago", "never"]);
      expect(await unread(since + 1)).toEqual(
        (others === 0 ? ["busy"] : []).concat(["exactly then", "before", "long ago", "never"]),
      );
      const { rev = 0 } = (await at.store.entries.findById(alice, "before")) ?? {};
      expect(await unread(since, { beforeRev: rev, limit: 1 })).toEqual(["long ago"]);
      expect(await unread(since, { offset: 2 })).toEqual(["never"]);
    });
  });
}

function idsNumbers(rows: readonly { readonly id: number }[]): readonly number[] {
  return rows.map(({ id }) => id);
}
