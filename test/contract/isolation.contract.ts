import { describe, expect, it } from "vitest";
import type { EntryData, EntryType } from "../../src/domain/entries/entry.ts";
import type { OwnerId } from "../../src/domain/owner.ts";
import type { Store } from "../../src/domain/store.ts";
import { type Open, START } from "./backends.ts";
import { alice, anEntry, author, bob, EVERYTHING, useStore } from "./fixtures.ts";

type Ports = Omit<Store, "cursorKey" | "check" | "close">;
type Call = (store: Store, stranger: OwnerId) => Promise<unknown>;

const KEY = { type: "note", source: "alice's source", logicalKey: "alice's key" } as const;
const CANARY = "CANARY";
const rule = () => ({ kind: "updated", source: "taken over" }) as const;
const NAME = { family: "person", version: "1" } as const;
const BASELINE = {
  source: KEY.source,
  metric: "load",
  hour: 3,
  count: 1,
  mean: 1,
  variance: 0,
  updatedAt: START,
} as const;
const byTag = { by: "tags", tags: [`${CANARY}-tag`] } as const;
const bySource = { by: "source", source: KEY.source } as const;

/** Every method of every port, called by a stranger with the ids, tags, keys and sources of alice's things. */
const ATTACKS: {
  readonly [Port in keyof Ports]: { readonly [Method in keyof Ports[Port]]: readonly Call[] };
} = {
  entries: {
    insert: [(store, who) => store.entries.insert(who, anEntry({ id: "live" }), author)],
    upsert: [
      (store, who) =>
        store.entries.upsert(who, KEY, anEntry({ id: "mine", source: KEY.source }), rule, author),
    ],
    change: [(store, who) => store.entries.change(who, "live", rule, author)],
    findById: [(store, who) => store.entries.findById(who, "live")],
    list: [
      (store, who) => store.entries.list(who, {}, EVERYTHING),
      (store, who) => store.entries.list(who, { tags: byTag.tags }, EVERYTHING),
      (store, who) => store.entries.list(who, { source: KEY.source, types: ["note", "alert"] }, EVERYTHING),
      (store, who) => store.entries.list(who, { types: ["note", "alert"] }, EVERYTHING),
      (store, who) => store.entries.list(who, { source: KEY.source }, EVERYTHING),
      (store, who) => store.entries.list(who, { changedSince: 1, learnedFrom: CANARY }, EVERYTHING),
      (store, who) => store.entries.list(who, { unresolved: true }, EVERYTHING),
      (store, who) => store.entries.list(who, { state: "fired" }, EVERYTHING),
      (store, who) => store.entries.list(who, { linksTo: "live" }, EVERYTHING),
      (store, who) => store.entries.list(who, { ids: ["live", "alert"] }, EVERYTHING),
    ],
    count: [
      (store, who) => store.entries.count(who, {}),
      (store, who) => store.entries.count(who, { tags: byTag.tags }),
      (store, who) => store.entries.count(who, { types: ["note", "alert"] }),
      (store, who) => store.entries.count(who, { source: KEY.source }),
      (store, who) => store.entries.count(who, { types: ["note"], changedUntil: START * 2 }),
    ],
  },
  trash: {
    trash: [
      (store, who) => store.trash.trash(who, { by: "id", id: "live" }, author),
      (store, who) => store.trash.trash(who, byTag, author),
      (store, who) => store.trash.trash(who, bySource, author),
    ],
    countTrashable: [
      (store, who) => store.trash.countTrashable(who, { by: "id", id: "live" }),
      (store, who) => store.trash.countTrashable(who, byTag),
      (store, who) => store.trash.countTrashable(who, { ...bySource, type: "note" }),
    ],
    restore: [
      (store, who) => store.trash.restore(who, { by: "id", id: "deleted" }, author),
      (store, who) => store.trash.restore(who, byTag, author),
      (store, who) => store.trash.restore(who, bySource, author),
    ],
    list: [(store, who) => store.trash.list(who, EVERYTHING)],
    // An operator's method: it has no owner, and what it leaves alone is tested with the trash.
    purge: [(store) => store.trash.purge(0, 100)],
  },
  history: {
    list: [(store, who) => store.history.list(who, "live", EVERYTHING)],
    find: [1, 2].map((version) => (store: Store, who: OwnerId) => store.history.find(who, "live", version)),
    listSuperseded: [(store, who) => store.history.listSuperseded(who, ["live", "deleted"], 100)],
  },
  overview: {
    stats: [(store, who) => store.overview.stats(who)],
    tags: [(store, who) => store.overview.tags(who)],
    latestRev: [(store, who) => store.overview.latestRev(who)],
  },
  activity: {
    recordReads: [
      (store, who) =>
        store.activity.recordReads(who, [{ entryId: "live", at: START, tool: "get_knowledge" }]),
    ],
    summarizeReads: [(store, who) => store.activity.summarizeReads(who, ["live", "deleted"])],
    recordAction: [
      (store, who) =>
        store.activity.recordAction(who, { entryId: "live", at: START, action: "taken over", tags: ["x"] }),
    ],
    listReads: [
      (store, who) => store.activity.listReads(who, {}, EVERYTHING),
      (store, who) => store.activity.listReads(who, { entryId: "live" }, EVERYTHING),
      (store, who) => store.activity.listReads(who, { platform: CANARY }, EVERYTHING),
    ],
    listActions: [
      (store, who) => store.activity.listActions(who, {}, EVERYTHING),
      (store, who) => store.activity.listActions(who, { entryId: "live" }, EVERYTHING),
      (store, who) => store.activity.listActions(who, { platform: CANARY }, EVERYTHING),
      (store, who) => store.activity.listActions(who, { tags: [CANARY] }, EVERYTHING),
    ],
    listActivity: [(store, who) => store.activity.listActivity(who, {}, EVERYTHING)],
    listUnread: [
      (store, who) => store.activity.listUnread(who, {}, EVERYTHING),
      (store, who) => store.activity.listUnread(who, { since: START + 1 }, EVERYTHING),
    ],
  },
  attention: {
    listActiveAlerts: [(store, who) => store.attention.listActiveAlerts(who, 10, 0)],
    countActiveAlerts: [(store, who) => store.attention.countActiveAlerts(who)],
    listStatuses: [(store, who) => store.attention.listStatuses(who)],
    listRules: [
      (store, who) => store.attention.listRules(who, "suppression", 10),
      (store, who) => store.attention.listRules(who, "pattern", 10),
    ],
    listDue: [(store, who) => store.attention.listDue(who, START, 10)],
    countDue: [(store, who) => store.attention.countDue(who, START)],
    countPending: [(store, who) => store.attention.countPending(who, START)],
  },
  schemas: {
    find: [(store, who) => store.schemas.find(who, NAME)],
    findShared: [(store) => store.schemas.findShared(NAME)],
    listRecords: [(store, who) => store.schemas.listRecords(who, NAME, 10)],
    countRecords: [(store, who) => store.schemas.countRecords(who, NAME)],
  },
  baselines: {
    list: [(store, who) => store.baselines.list(who, KEY.source)],
    update: [
      (store, who) =>
        store.baselines.update(who, KEY.source, () => [{ ...BASELINE, mean: 2, metric: "load" }]),
      (store, who) => store.baselines.update(who, "theirs", () => [BASELINE]),
    ],
  },
  accounts: {
    findTimeZone: [(store, who) => store.accounts.findTimeZone(who)],
  },
  sessions: {
    insert: [
      async (store, owner) => {
        const theirs = { clientId: "x", initialize: "{}", subscriptions: [], createdAt: 1, touchedAt: 1 };
        await store.sessions
          .insert({ ...theirs, owner, id: "session", expiresAt: START * 2 })
          .catch(() => {});
      },
    ],
    find: [(store, who) => store.sessions.find(who, "session")],
    touch: [(store, who) => store.sessions.touch(who, "session", 0, 0)],
    setSubscriptions: [(store, who) => store.sessions.setSubscriptions(who, "session", ["x"])],
    end: [(store, who) => store.sessions.end(who, "session")],
    endLongestIdle: [(store, who) => store.sessions.endLongestIdle(who, 0)],
    findMissing: [(store) => store.sessions.findMissing(["session"])],
    sweep: [(store) => store.sessions.sweep(START)],
  },
  tokens: {
    insert: [
      (store, owner) =>
        store.tokens.insert({ id: "token", owner, createdAt: 1, expiresAt: 2 }).catch(() => {}),
    ],
    list: [(store, who) => store.tokens.list(who)],
    revoke: [(store) => store.tokens.revoke("unknown", START)],
    listRevoked: [(store) => store.tokens.listRevoked(START)],
  },
};

async function fill(store: Store): Promise<void> {
  const secret = { tags: [`${CANARY}-tag`], source: KEY.source, data: { learned_from: CANARY } };
  await store.entries.insert(alice, anEntry({ id: "live", ...secret, logicalKey: KEY.logicalKey }), author);
  await store.entries.change(
    alice,
    "live",
    (now) => ({ kind: "updated", data: { ...now.data, n: 1 } }),
    author,
  );
  await store.entries.insert(alice, anEntry({ id: "deleted", ...secret }), author);
  await store.trash.trash(alice, { by: "id", id: "deleted" }, author);
  await store.entries.insert(alice, anEntry({ id: "expired", ...secret, expiresAt: START }), author);
  const typed = (type: EntryType, data: EntryData) =>
    store.entries.insert(
      alice,
      anEntry({ id: type, type, ...secret, data: { ...data, learned_from: CANARY } }),
      author,
    );
  await typed("alert", { alert_id: CANARY });
  await typed("status", { metrics: {} });
  await typed("suppression", { reason: CANARY });
  await typed("pattern", { description: CANARY, related_ids: ["live"] });
  await typed("intention", { state: "fired" });
  await typed("schema", { ...NAME });
  await typed("record", { schema_ref: NAME.family, schema_version: NAME.version });
  await store.baselines.update(alice, KEY.source, () => [BASELINE]);
  const action = { at: START, action: CANARY, platform: CANARY, tags: [CANARY] };
  await store.activity.recordAction(alice, { entryId: "live", ...action });
  await store.activity.recordReads(alice, [{ entryId: "live", at: START, tool: "t", platform: CANARY }]);
  const session = {
    clientId: CANARY,
    initialize: CANARY,
    subscriptions: [CANARY],
    createdAt: START,
    touchedAt: START,
  };
  await store.sessions.insert({ ...session, id: "session", owner: alice, expiresAt: START * 2 });
  await store.tokens.insert({
    id: "token",
    owner: alice,
    name: CANARY,
    createdAt: START,
    expiresAt: START * 2,
  });
}

/** All that alice has, through every reading method. */
async function belongingsOf(store: Store): Promise<unknown> {
  return Promise.all([
    store.entries.list(alice, {}, EVERYTHING),
    store.trash.list(alice, EVERYTHING),
    ...["live", "deleted", "expired"].map((id) => store.history.list(alice, id, EVERYTHING)),
    store.overview.stats(alice),
    store.overview.tags(alice),
    store.overview.latestRev(alice),
    store.activity.summarizeReads(alice, ["live", "deleted"]),
    store.activity.listActivity(alice, {}, EVERYTHING),
    store.activity.listUnread(alice, {}, EVERYTHING),
    store.entries.list(alice, { linksTo: "live" }, EVERYTHING),
    store.attention.listActiveAlerts(alice, 10, 0),
    store.schemas.find(alice, NAME),
    store.schemas.countRecords(alice, NAME),
    store.baselines.list(alice, KEY.source),
    store.sessions.find(alice, "session"),
    store.tokens.list(alice),
  ]);
}

/** An answer as text, without the revs in it: they count the changes of all owners. */
function textOf(value: unknown): string {
  const text = JSON.stringify(value, (_, member) => (member instanceof Map ? [...member] : member)) ?? "";
  return text.replaceAll(/"rev":\d+/g, '"rev":0');
}

/** An operator asks these about sessions of all owners at once. */
const OF_ALL_OWNERS = ["findMissing"];

/** A stranger sees and changes nothing, whatever the method. */
export function describeIsolation(name: string, open: Open): void {
  describe(`isolation of owners on ${name}`, () => {
    const at = useStore(open);

    it("has an attack for every method of every port", () => {
      for (const [port, methods] of Object.entries(at.store)) {
        if (typeof methods !== "object" || methods instanceof Uint8Array) continue;
        expect(Object.keys(ATTACKS[port as keyof Ports] ?? {}).sort(), port).toEqual(
          Object.keys(methods).sort(),
        );
      }
    });

    for (const [port, methods] of Object.entries(ATTACKS)) {
      it.each(Object.keys(methods))(
        `${port}.%s answers a stranger as if the other owner were not there, and changes nothing`,
        async (method) => {
          const empty = await open();
          await fill(at.store);
          const before = await belongingsOf(at.store);
          for (const attack of (methods as Record<string, readonly Call[]>)[method] ?? []) {
            const withAlice = textOf(await attack(at.store, bob));
            const alone = textOf(await attack(empty.store, bob));
            expect(withAlice).not.toContain(CANARY);
            if (!OF_ALL_OWNERS.includes(method)) expect(withAlice).toBe(alone);
            expect(await belongingsOf(at.store)).toEqual(before);
          }
          await empty.close();
        },
      );
    }
  });
}
