import { subjectKey } from "../../src/domain/accounts/denial-store.ts";
import type { OwnerId } from "../../src/domain/owner.ts";
import type { Store } from "../../src/domain/store.ts";
import { START } from "./backends.ts";
import { anEntry, author, EVERYTHING, otherAuthor } from "./fixtures.ts";
import { EMBEDDING_ATTACKS } from "./isolation-embeddings.ts";
import { IDENTITY_ATTACKS } from "./isolation-identities.ts";
import {
  CLIENT_ATTACKS,
  GRANT_ATTACKS,
  LINK_ATTACKS,
  PASSKEY_ATTACKS,
  RECORD_ATTACKS,
} from "./isolation-oauth.ts";
import { DELETION_ATTACKS, USER_ATTACKS } from "./isolation-users.ts";
import { aKey } from "./key-store.contract.ts";

/** The parts of a store that have methods. */
export type Ports = Required<Omit<Store, "cursorKey" | "check" | "close" | "analyser" | "isSearchBehind">>;
/** What a stranger does, and what comes of it. */
export type Call = (store: Store, stranger: OwnerId) => Promise<unknown>;

export const KEY = { type: "note", source: "alice's source", logicalKey: "alice's key" } as const;
/** Stands in everything that alice has; no stranger may ever see it. */
export const CANARY = "CANARY";
const rule = () => ({ kind: "updated", source: "taken over" }) as const;
export const NAME = { family: "person", version: "1" } as const;
export const BASELINE = {
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
/** Her words as they are, begun, misspelt, quoted, left out, and as filters. */
const QUERIES = [
  CANARY,
  "CANA",
  "CANNARY",
  `"${CANARY}"`,
  "-nothing",
  `tag:${CANARY}-tag`,
  `source:"${KEY.source}"`,
  "alice's source key",
  "type:alert",
];
const search = (store: Store, who: OwnerId) =>
  Promise.all(
    QUERIES.map((query) => store.search.search(who, { query, filter: {}, limit: 50, explain: true })),
  );
const rank = (store: Store, who: OwnerId) =>
  Promise.all(QUERIES.map((query) => store.search.rank(who, { query, filter: {}, limit: 50 })));
/** Everything is in the index when the stranger asks. */
const indexed =
  (ask: Call): Call =>
  async (store, who) => {
    await store.search.update({ all: true });
    return ask(store, who);
  };

/** For every method of every port what a stranger may try. */
export type Attacks = {
  readonly [Port in keyof Ports]: { readonly [Method in keyof Ports[Port]]: readonly Call[] };
};

/** Every method of every port, called by a stranger with the ids, tags, keys and sources of alice's things. */
export const ATTACKS: Attacks = {
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
  undo: {
    touched: [author, otherAuthor].flatMap(({ by }) =>
      [{}, { since: START, until: START * 2 }].map(
        (times) => (store: Store, who: OwnerId) =>
          store.undo.touched(who, { writer: { name: by, verified: false }, ...times }, 0),
      ),
    ),
    putBack: [
      (store, who) => store.undo.putBack(who, [{ id: "live", version: 1, trashed: true }], author),
      (store, who) => store.undo.putBack(who, [{ id: "live", version: 2, trashed: true }], author),
      (store, who) => store.undo.putBack(who, [{ id: "live", version: 2, base: 1, trashed: false }], author),
      (store, who) =>
        store.undo.putBack(who, [{ id: "deleted", version: 2, base: 1, trashed: false }], author),
    ],
  },
  // Nothing is answered here: what others hear is tested with the signal itself.
  signal: {
    announce: [async (store, who) => store.signal?.announce(who)],
    watch: [async (store, who) => store.signal?.watch(who, () => {})()],
    isUp: [],
    onUp: [],
  },
  overview: {
    stats: [(store, who) => store.overview.stats(who)],
    tags: [(store, who) => store.overview.tags(who)],
    latestRev: [(store, who) => store.overview.latestRev(who)],
    latestRevs: [(store, who) => store.overview.latestRevs([who])],
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
    readMonitored: [
      (store, who) => store.attention.readMonitored(who, { alerts: 10, rules: 10, afterRev: 0 }),
      (store, who) => store.attention.readMonitored(who, { alerts: 10, rules: 10, afterRev: 1 }),
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
  search: {
    search: [search, indexed(search)],
    rank: [rank, indexed(rank)],
    // Of all owners; what it leaves behind is searched above.
    update: [(store) => store.search.update({ all: true })],
    close: [(store) => store.search.close()],
  },
  embeddings: EMBEDDING_ATTACKS,
  accounts: {
    findTimeZone: [(store, who) => store.accounts.findTimeZone(who)],
  },
  identities: IDENTITY_ATTACKS,
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
    follow: [(store, who) => store.sessions.follow(who, "session", "x")],
    unfollow: [(store, who) => store.sessions.unfollow(who, "session", "x")],
    end: [(store, who) => store.sessions.end(who, "session")],
    touchAll: [
      (store, who) =>
        store.sessions.touchAll(who, [{ id: "session", touchedAt: START * 2, expiresAt: START * 3 }]),
    ],
    count: [(store, who) => store.sessions.count(who)],
    endLongestIdle: [
      (store, who) => store.sessions.endLongestIdle(who, 0),
      (store, who) => store.sessions.endLongestIdle(who, 0, "session"),
    ],
    followed: [(store, who) => store.sessions.followed([{ owner: who, id: "session" }])],
    sweep: [(store) => store.sessions.sweep(START)],
  },
  rateLimits: {
    take: [
      (store) => store.rateLimits.take({ name: "a", want: 1, burst: 1, intervalUs: 1, nowUs: START * 1000 }),
    ],
    sweep: [(store) => store.rateLimits.sweep(START * 1000)],
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
  // Of the installation: they hold nothing of any owner.
  denials: {
    deny: [(store) => store.denials.deny({ subject: subjectKey("awareness", "bob") }, START)],
    allow: [(store) => store.denials.allow(subjectKey("awareness", "bob"))],
    list: [(store) => store.denials.list()],
  },
  keys: {
    list: [(store) => store.keys.list()],
    insertFirst: [(store) => store.keys.insertFirst(aKey("theirs"))],
    succeed: [(store) => store.keys.succeed(aKey("their-next"), START)],
    remove: [(store) => store.keys.remove("theirs")],
    sweep: [(store) => store.keys.sweep(START)],
  },
  clients: CLIENT_ATTACKS,
  grants: GRANT_ATTACKS,
  oauthRecords: RECORD_ATTACKS,
  passkeys: PASSKEY_ATTACKS,
  links: LINK_ATTACKS,
  users: USER_ATTACKS,
  // Last: nothing is left of the stranger.
  deletions: DELETION_ATTACKS,
};
