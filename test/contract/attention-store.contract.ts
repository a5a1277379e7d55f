import { describe, expect, it } from "vitest";
import type { MonitoredLimits } from "../../src/domain/briefing/attention-store.ts";
import { toIso } from "../../src/domain/clock.ts";
import type { EntryData, EntryType } from "../../src/domain/entries/entry.ts";
import { type Open, START } from "./backends.ts";
import { alice, anEntry, author, bob, idsOf, insertAll, useStore } from "./fixtures.ts";

const at = (offset: number): string => toIso(START + offset);

/** What a briefing is made of. */
export function describeAttentionStore(name: string, open: Open): void {
  describe(`attention on ${name}`, () => {
    const opened = useStore(open);
    const attention = () => opened.store.attention;
    const add = (type: EntryType, made: Readonly<Record<string, EntryData>>, parts: object = {}) =>
      insertAll(
        opened.store,
        Object.entries(made).map(([id, data]) => anEntry({ id, type, data, ...parts })),
      );
    const monitored = (limits: Partial<MonitoredLimits> = {}, owner = alice) =>
      attention().readMonitored(owner, { alerts: 10, rules: 9, afterRev: 0, ...limits });
    const alertsAfter = async (afterRev: number) => (await monitored({ afterRev })).alerts;
    const activeIds = async (limit: number) => idsOf((await monitored({ alerts: limit })).alerts.changed);
    const rules = async (type: "suppressions" | "patterns", limit: number) =>
      idsOf((await monitored({ rules: limit }))[type]);
    const edit = (id: string, data: EntryData) =>
      opened.store.entries.change(alice, id, () => ({ kind: "updated", data }), author);
    const trash = (id: string) => opened.store.trash.trash(alice, { by: "id", id }, author);

    it("lists and counts alerts until they are resolved, deleted or expired, newest change first", async () => {
      await add("alert", {
        plain: {},
        open: { resolved: false },
        closed: { resolved: true },
        odd: { resolved: "true" },
        deleted: {},
        reopened: { resolved: true },
      });
      await add("alert", { expired: {} }, { expiresAt: START + 1 });
      await add("note", { note: {} });
      await insertAll(opened.store, [anEntry({ type: "alert", id: "foreign" })], bob);
      await edit("plain", { level: "warning" });
      await edit("reopened", { resolved: false });
      await trash("deleted");
      opened.clock.advance(1);
      const expected = ["reopened", "plain", "odd", "open"];
      expect(await activeIds(10)).toEqual(expected);
      expect(await activeIds(2)).toEqual(expected.slice(0, 2));
      expect((await monitored({ alerts: 0 })).alerts).toEqual({ revs: [], changed: [] });
      expect((await monitored({ alerts: 1 })).alertCount).toBe(4);
      await edit("open", { resolved: true });
      expect((await monitored({ alerts: 1 })).alertCount).toBe(3);
    });

    it("answers whole entries", async () => {
      await add("alert", { a: { resolved: false, level: "critical" } });
      const { changed } = (await monitored({ alerts: 1 })).alerts;
      expect(changed).toEqual([await opened.store.entries.findById(alice, "a")]);
    });

    it("tells all active alerts by rev, and in full those that changed after a rev", async () => {
      await add("alert", { a: {}, b: {}, c: {} });
      const before = await alertsAfter(0);
      expect(before.revs).toEqual(before.changed.map(({ rev }) => rev));
      const [newest = 0, middle = 0] = before.revs;
      const same = await alertsAfter(newest);
      expect(same).toEqual({ revs: before.revs, changed: [] });
      await edit("a", { level: "critical" });
      await trash("b");
      const after = await alertsAfter(newest);
      expect(idsOf(after.changed)).toEqual(["a"]);
      expect(after.revs).toEqual([after.changed[0]?.rev, newest]);
      expect(after.revs).not.toContain(middle);
    });

    it("lists one status for each source, by source", async () => {
      const key = (source: string) => ({ type: "status" as const, source, logicalKey: "status" });
      for (const source of ["b", "\u{1F600}", "\uFF21", "a", "b"]) {
        const status = anEntry({ type: "status", source, data: { metrics: { n: 1 } } });
        const rule = () => ({ kind: "updated", data: { metrics: { n: 2 } } }) as const;
        await opened.store.entries.upsert(alice, key(source), status, rule, author);
      }
      await insertAll(opened.store, [anEntry({ type: "status", source: "a", data: { metrics: { n: 3 } } })]);
      await add("status", { gone: {} }, { source: "gone", expiresAt: START });
      const { statuses } = await monitored();
      expect(statuses.map(({ source, data }) => [source, data.metrics])).toEqual([
        ["a", { n: 3 }],
        ["b", { n: 2 }],
        ["\uFF21", { n: 1 }],
        ["\u{1F600}", { n: 1 }],
      ]);
      expect((await monitored({}, bob)).statuses).toEqual([]);
    });

    it("lists the rules in force, newest change first", async () => {
      await add("suppression", { s1: {} }, { expiresAt: START + 50 });
      await add("suppression", { s2: {}, s3: {} });
      await add("suppression", { s4: {} }, { expiresAt: START + 20 });
      await add("suppression", { s5: {} }, { expiresAt: START + 5 });
      await add("pattern", { p1: {}, p2: {}, p3: {} });
      await add("pattern", { p4: {} }, { expiresAt: START + 5 });
      await edit("p1", {});
      await edit("s1", {});
      await trash("s3");
      await trash("p2");
      opened.clock.advance(5);
      expect(await rules("suppressions", 9)).toEqual(["s1", "s4", "s2"]);
      expect(await rules("suppressions", 2)).toEqual(["s1", "s4"]);
      expect(await rules("patterns", 9)).toEqual(["p1", "p3"]);
      expect(await rules("patterns", 1)).toEqual(["p1"]);
    });

    it("finds what is due: fired, or pending or snoozed to a time that has come, the longest due first", async () => {
      await add("intention", {
        "due at 10": { state: "pending", deliver_at: at(10) },
        "due at 5": { state: "snoozed", snooze_until: at(5), deliver_at: at(-500) },
        "due at 7": { state: "fired", deliver_at: at(7) },
        "never had a time": { state: "fired", deliver_at: null },
        "due at 11": { state: "pending", deliver_at: at(11) },
        "sleeps until 11": { state: "snoozed", snooze_until: at(11), deliver_at: at(-500) },
        "fired before its time": { state: "fired", deliver_at: at(500) },
        open: { state: "pending", deliver_at: null },
        "sleeps for good": { state: "snoozed", snooze_until: null },
        active: { state: "active", deliver_at: at(1) },
        completed: { state: "completed", deliver_at: at(1) },
        cancelled: { state: "cancelled", deliver_at: at(1) },
        deleted: { state: "fired" },
      });
      await add("intention", { expired: { state: "pending" } }, { expiresAt: START + 1 });
      await add("note", { "not an intention": { state: "fired" } });
      await trash("deleted");
      opened.clock.advance(10);
      const due = ["never had a time", "due at 5", "due at 7", "due at 10", "fired before its time"];
      const now = START + 10;
      expect(idsOf(await attention().listDue(alice, now, 99))).toEqual(due);
      expect(idsOf(await attention().listDue(alice, now, 3))).toEqual(due.slice(0, 3));
      expect(await attention().countDue(alice, now)).toBe(5);
      expect(await attention().countPending(alice, now)).toBe(2);
      expect(await attention().countDue(alice, now + 1)).toBe(7);
      expect(await attention().countPending(alice, now + 1)).toBe(1);
      expect(await attention().countDue(bob, now)).toBe(0);
    });

    it("follows an intention through its states", async () => {
      await add("intention", { i: { state: "pending", deliver_at: at(0) } });
      const counts = async () => [
        await attention().countDue(alice, START),
        await attention().countPending(alice, START),
      ];
      expect(await counts()).toEqual([1, 0]);
      await edit("i", { state: "pending", deliver_at: at(1) });
      expect(await counts()).toEqual([0, 1]);
      await edit("i", { state: "snoozed", snooze_until: at(-1), deliver_at: at(1) });
      expect(await counts()).toEqual([1, 0]);
      await edit("i", { state: "completed", deliver_at: at(-1) });
      expect(await counts()).toEqual([0, 0]);
    });
  });
}
