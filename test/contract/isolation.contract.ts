import { describe, expect, it } from "vitest";
import type { EntryData, EntryType } from "../../src/domain/entries/entry.ts";
import type { Store } from "../../src/domain/store.ts";
import { type Open, START } from "./backends.ts";
import { alice, anEntry, author, bob, EVERYTHING, useStore } from "./fixtures.ts";
import { ATTACKS, BASELINE, CANARY, type Call, KEY, NAME, type Ports } from "./isolation-attacks.ts";
import { embeddingsOf, fillEmbeddings } from "./isolation-embeddings.ts";

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
  await fillEmbeddings(store);
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
    foundBy(store, CANARY),
    ...embeddingsOf(store),
  ]);
}

/** In no order: being indexed may change the last digits of a score. */
async function foundBy(store: Store, query: string): Promise<unknown> {
  const { hits } = await store.search.search(alice, { query, filter: {}, limit: 50 });
  return hits.map(({ entry }) => entry).toSorted((one, other) => one.rev - other.rev);
}

/** An answer as text, without the revs in it: they count the changes of all owners. */
function textOf(value: unknown): string {
  const text = JSON.stringify(value, (_, member) => (member instanceof Map ? [...member] : member)) ?? "";
  return text.replaceAll(/"rev":\d+/g, '"rev":0');
}

/** An operator asks these of all owners at once. */
const OF_ALL_OWNERS = ["findMissing", "totals", "work", "newestRev"];

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
