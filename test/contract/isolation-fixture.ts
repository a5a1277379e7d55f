import type { EntryData, EntryType } from "../../src/domain/entries/entry.ts";
import type { OwnerId } from "../../src/domain/owner.ts";
import type { Store } from "../../src/domain/store.ts";
import { START } from "./backends.ts";
import { alice, anEntry, author, EVERYTHING } from "./fixtures.ts";
import { BASELINE, CANARY, KEY, NAME } from "./isolation-attacks.ts";
import { embeddingsOf, fillEmbeddings } from "./isolation-embeddings.ts";
import { identityOf } from "./isolation-identities.ts";
import { fillOAuth, oauthOf } from "./isolation-oauth.ts";

/** One thing of every kind in the name of `owner`, all with the canary in it. Ids that are the same for all begin with `prefix`. */
export async function fill(store: Store, owner: OwnerId = alice, prefix = ""): Promise<void> {
  const secret = { tags: [`${CANARY}-tag`], source: KEY.source, data: { learned_from: CANARY } };
  await store.entries.insert(owner, anEntry({ id: "live", ...secret, logicalKey: KEY.logicalKey }), author);
  await store.entries.change(
    owner,
    "live",
    (now) => ({ kind: "updated", data: { ...now.data, n: 1 } }),
    author,
  );
  await store.entries.insert(owner, anEntry({ id: "deleted", ...secret }), author);
  await store.trash.trash(owner, { by: "id", id: "deleted" }, author);
  await store.entries.insert(owner, anEntry({ id: "expired", ...secret, expiresAt: START }), author);
  const typed = (type: EntryType, data: EntryData) =>
    store.entries.insert(
      owner,
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
  await store.baselines.update(owner, KEY.source, () => [BASELINE]);
  const action = { at: START, action: CANARY, platform: CANARY, tags: [CANARY] };
  await store.activity.recordAction(owner, { entryId: "live", ...action });
  await store.activity.recordReads(owner, [{ entryId: "live", at: START, tool: "t", platform: CANARY }]);
  const session = {
    clientId: CANARY,
    initialize: CANARY,
    subscriptions: [CANARY],
    createdAt: START,
    touchedAt: START,
  };
  await store.sessions.insert({ ...session, id: `${prefix}session`, owner: owner, expiresAt: START * 2 });
  await store.tokens.insert({
    id: `${prefix}token`,
    owner: owner,
    name: CANARY,
    createdAt: START,
    expiresAt: START * 2,
  });
  await fillOAuth(store, owner, prefix);
  await fillEmbeddings(store, owner);
}

/** All that an owner has, through every reading method. */
export async function belongingsOf(store: Store, owner: OwnerId = alice, prefix = ""): Promise<unknown> {
  return Promise.all([
    store.entries.list(owner, {}, EVERYTHING),
    store.trash.list(owner, EVERYTHING),
    ...["live", "deleted", "expired"].map((id) => store.history.list(owner, id, EVERYTHING)),
    store.overview.stats(owner),
    store.overview.tags(owner),
    store.overview.latestRev(owner),
    store.activity.summarizeReads(owner, ["live", "deleted"]),
    store.activity.listActivity(owner, {}, EVERYTHING),
    store.activity.listUnread(owner, {}, EVERYTHING),
    store.entries.list(owner, { linksTo: "live" }, EVERYTHING),
    store.attention.readMonitored(owner, { alerts: 10, rules: 10, afterRev: 0 }),
    store.schemas.find(owner, NAME),
    store.schemas.countRecords(owner, NAME),
    store.baselines.list(owner, KEY.source),
    store.sessions.find(owner, `${prefix}session`),
    store.tokens.list(owner),
    foundBy(store, owner, CANARY),
    ...embeddingsOf(store, owner),
    ...identityOf(store, owner),
    ...oauthOf(store, owner, prefix),
  ]);
}

/** In no order: being indexed may change the last digits of a score. */
async function foundBy(store: Store, owner: OwnerId, query: string): Promise<unknown> {
  const { hits } = await store.search.search(owner, { query, filter: {}, limit: 50 });
  return hits.map(({ entry }) => entry).toSorted((one, other) => one.rev - other.rev);
}

/** An answer as text, without the revs in it: they may count the changes of all owners. */
export function textOf(value: unknown): string {
  const text =
    JSON.stringify(value, (_, member) => (member instanceof Map ? [...member].sort() : member)) ?? "";
  return text.replaceAll(/"rev":\d+/g, '"rev":0');
}
