import { join } from "node:path";
import { v7 } from "uuid";
import { copyDatabase } from "../../src/app/copy/copy-database.ts";
import { fillDemo } from "../../src/app/demo/fill-demo.ts";
import { openStore } from "../../src/app/open-store.ts";
import type { DatabaseTarget, PostgresTarget, SqliteTarget } from "../../src/config/config.ts";
import { parseConfig } from "../../src/config/parse.ts";
import { systemClock } from "../../src/domain/clock.ts";
import { RECORD_KINDS } from "../../src/domain/oauth/record-store.ts";
import { parseOwner, SYSTEM_OWNER } from "../../src/domain/owner.ts";
import type { Store } from "../../src/domain/store.ts";
import { createAppRole } from "../../src/store/postgres/roles.ts";
import { silent } from "../contract/backends.ts";
import { alice, anEntry, author, bob, otherAuthor } from "../contract/fixtures.ts";
import { aClient, aGrant, aLink, aPasskey, aRecord } from "../contract/oauth-fixtures.ts";
import { POSTGRES_MIGRATIONS, readyTemplate } from "../contract/postgres-backend.ts";
import { atEndOfFile } from "../helpers/end-of-file.ts";
import { ROOT } from "../helpers/program.ts";
import { makeTempDir } from "../helpers/temp-dir.ts";
import { makeDatabase, nameRole } from "./postgres-support.ts";
import { makeFolder } from "./support.ts";

export const deps = { clock: systemClock, log: silent, packageRoot: ROOT };
export const quiet = { copied: () => {}, compared: () => {} };
const SETTINGS = { autoMigrate: true, strictDatabase: false, databaseConnections: 4 };

export const carol = parseOwner("carol");
export const dora = parseOwner("dora");
export const OWNERS = [alice, bob, carol, dora, SYSTEM_OWNER];

export function makeFile(): SqliteTarget {
  return { kind: "sqlite", path: join(makeFolder(), "copy.db") };
}

/** An empty, migrated database, by the role that `awareness migrate --create-roles` makes. */
export async function makeServer(): Promise<PostgresTarget & { readonly adminUrl: string }> {
  const role = nameRole();
  const database = await makeDatabase({ template: await readyTemplate() });
  const password = "only-for-tests-of-copies";
  await createAppRole(database.url, POSTGRES_MIGRATIONS, { role, password });
  return { kind: "postgres", url: database.urlAs(role, password), adminUrl: database.url };
}

export async function useStore<T>(target: DatabaseTarget, use: (store: Store) => Promise<T>): Promise<T> {
  const store = await openStore(target, SETTINGS, deps);
  try {
    return await use(store);
  } finally {
    await store.close();
  }
}

export function copy(from: DatabaseTarget, to: DatabaseTarget) {
  return copyDatabase({ from, to }, deps, quiet);
}

/** A file with everything that there can be, of five owners; two have traces and no entries. Read by all tests, written by none. */
export function theSource(): Promise<SqliteTarget> {
  source ??= makeSource();
  return source;
}

let source: Promise<SqliteTarget> | undefined;

async function makeSource(): Promise<SqliteTarget> {
  const folder = makeTempDir();
  atEndOfFile(() => {
    source = undefined;
  });
  const target = { kind: "sqlite", path: join(folder, "source.db") } as const;
  const platform = { cwd: folder, home: folder, userName: "alice", dataDir: "/nowhere", readFile: () => "" };
  await fillDemo(parseConfig({}, {}, platform), deps, { path: target.path, reset: false });
  await useStore(target, async (store) => {
    await writeBob(store);
    await store.entries.insert(SYSTEM_OWNER, anEntry({ source: "shared" }), author);
    await store.tokens.insert({ id: v7(), owner: carol, createdAt: 5, expiresAt: 9e12, name: "laptop" });
    await store.sessions.insert({
      owner: carol,
      id: v7(),
      clientId: "c",
      initialize: '{"a":1}',
      subscriptions: ["awareness://briefing"],
      createdAt: 1,
      touchedAt: 2,
      expiresAt: 9e12,
    });
    await writeDora(store);
  });
  return target;
}

/** Somebody who signs in with a passkey, has let a client in, and has a browser that is signed in. */
async function writeDora(store: Store): Promise<void> {
  const late = { owner: dora, expiresAt: 9e12 };
  await store.users.add({ id: dora, timeZone: "UTC", identities: [] }, 1);
  await store.passkeys.insert(aPasskey("passkey", { owner: dora, counter: 7 }));
  const client = aClient("client", { secretHash: "CLIENT-HASH", metadata: { client_name: "größer 😀" } });
  await store.clients.insert(client, 9);
  await store.grants.save(aGrant("grant", { ...late, sources: ["work"], payload: "GRANT-PAYLOAD" }));
  await store.grants.save(aGrant("revoked", { ...late, owner: bob, revokedAt: 5 }));
  const refresh = { ...late, kind: "refresh", grantId: "grant", payload: "REFRESH-PAYLOAD" } as const;
  await store.oauthRecords.save(aRecord("REFRESH-KEY", { ...refresh, answer: new Uint8Array([1, 255]) }));
  await store.oauthRecords.consume("refresh", "REFRESH-KEY", 3);
  await store.oauthRecords.save(aRecord("SESSION-KEY", { ...late, kind: "session", uid: "SESSION-UID" }));
  await store.oauthRecords.save(aRecord("nobody's", { kind: "interaction", expiresAt: 9e12 }));
  await store.links.insert(aLink("LINK-KEY", late));
}

const VECTOR = (seed: number) => Float32Array.from({ length: 64 }, (_, index) => Math.sin(seed + index));

async function writeBob(store: Store): Promise<void> {
  const notes = [0, 1, 2, 3, 4].map((number) =>
    anEntry({
      source: "notes",
      tags: [`tag-${number}`, "same", "same", "größer 😀"],
      logicalKey: `key-${number}`,
      data: { description: `Note ${number} 😀 "quoted" \\ ünïcode\n`, content: "x".repeat(number * 40_000) },
    }),
  );
  for (const note of notes) await store.entries.insert(bob, note, author);
  const ids = notes.map(({ id }) => id);
  const linked = anEntry({ data: { description: "links", related_ids: [ids[0] ?? "", ids[1] ?? ""] } });
  await store.entries.insert(bob, linked, author);
  await store.entries.change(
    bob,
    ids[1] ?? "",
    () => ({ kind: "updated", tags: ["changed"], logicalKey: undefined }),
    otherAuthor,
  );
  await store.trash.trash(bob, { by: "id", id: ids[2] ?? "" }, author);
  await store.trash.trash(bob, { by: "id", id: ids[3] ?? "" }, author);
  await store.trash.restore(bob, { by: "id", id: ids[3] ?? "" }, author);
  await store.activity.recordReads(bob, [
    { entryId: ids[0] ?? "", at: Date.now(), tool: "fetch", platform: "claude" },
    { entryId: ids[1] ?? "", at: Date.now(), tool: "fetch" },
  ]);
  await store.activity.recordAction(bob, {
    entryId: ids[0] ?? "",
    at: 7,
    action: "did it",
    tags: ["a", "b", "a"],
  });
  const target = { model: "m", types: ["note" as const] };
  await store.embeddings.enqueue(bob, target, 100);
  const { claims } = await store.embeddings.claim(bob, "m", { limit: 3, leaseMs: 1 });
  for (const [index, claim] of claims.entries())
    await store.embeddings.put(bob, "m", claim, { hash: Buffer.from([index]), vectors: [VECTOR(index)] });
}

/** What every reading method of every port answers. */
export async function readAll(target: DatabaseTarget) {
  return useStore(target, async (store) => {
    const tokens = [...(await store.tokens.list())].sort((one, other) => (one.id < other.id ? -1 : 1));
    const owners = await Promise.all(OWNERS.map((owner) => readOwner(store, owner)));
    const keys = ["REFRESH-KEY", "SESSION-KEY", "nobody's"];
    const records = keys.flatMap((key) => RECORD_KINDS.map((kind) => store.oauthRecords.find(kind, key)));
    const oauth = await Promise.all([
      store.clients.list(),
      store.grants.list(0),
      store.grants.find("revoked"),
      store.links.find("LINK-KEY"),
      ...records,
    ]);
    return { tokens, owners, oauth };
  });
}

async function readOwner(store: Store, owner: (typeof OWNERS)[number]) {
  const all = { limit: 1_000 };
  const entries = await store.entries.list(owner, {}, all);
  const trash = await store.trash.list(owner, all);
  const ids = [...entries, ...trash].map((entry) =>
    "entry" in entry ? (entry.entry as { id: string }).id : entry.id,
  );
  const { types, sources } = await store.overview.stats(owner);
  return {
    entries,
    trash,
    byTag: await store.entries.list(owner, { tags: ["same"] }, all),
    since: await store.entries.list(owner, { changedSince: Date.now() - 86_400_000 }, all),
    found: await Promise.all(ids.map((id) => store.entries.findById(owner, id))),
    count: await store.entries.count(owner, {}),
    versions: await Promise.all(ids.map((id) => store.history.list(owner, id, all))),
    superseded: Object.fromEntries(await store.history.listSuperseded(owner, ids, 3)),
    types: Object.fromEntries(types),
    sources,
    tags: await store.overview.tags(owner),
    latest: await store.overview.latestRev(owner),
    readsOf: Object.fromEntries(await store.activity.summarizeReads(owner, ids)),
    reads: await store.activity.listReads(owner, {}, all),
    actions: await store.activity.listActions(owner, {}, all),
    activity: await store.activity.listActivity(owner, {}, all),
    unread: await store.activity.listUnread(owner, {}, all),
    monitored: await store.attention.readMonitored(owner, { alerts: 100, rules: 100, afterRev: 0 }),
    due: await store.attention.listDue(owner, Date.now() + 1e10, 100),
    baselines: await store.baselines.list(owner, "nas"),
    passkeys: await store.passkeys.list(owner),
    zone: await store.accounts.findTimeZone(owner),
    coverage: await store.embeddings.coverage(owner, "m"),
    words: await store.search.search(owner, { query: "backup note", filter: {}, limit: 20 }),
  };
}
