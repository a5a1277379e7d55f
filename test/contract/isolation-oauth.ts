import type { OwnerId } from "../../src/domain/owner.ts";
import type { Store } from "../../src/domain/store.ts";
import { START } from "./backends.ts";
import { alice, author } from "./fixtures.ts";
import type { Attacks } from "./isolation-attacks.ts";
import { aClient, aGrant, aLink, aPasskey, aRecord } from "./oauth-fixtures.ts";

const CANARY = "CANARY";
const LATE = START * 2;

/** What an owner has allowed a client, a browser of the owner's, an invitation. Ids begin with `prefix`. */
export async function fillOAuth(store: Store, owner: OwnerId, prefix: string): Promise<void> {
  const grantId = `${prefix}grant`;
  const names = { clientId: CANARY, clientName: CANARY, redirectHost: CANARY, payload: CANARY };
  await store.grants.save(aGrant(grantId, { ...names, owner, sources: [CANARY], expiresAt: LATE }));
  const held = { owner, grantId, payload: CANARY, expiresAt: LATE };
  await store.oauthRecords.save(aRecord(`${prefix}session`, { ...held, kind: "session", uid: CANARY }));
  await store.oauthRecords.save(aRecord(`${prefix}refresh`, { ...held, kind: "refresh" }));
  await store.links.insert(aLink(`${prefix}link`, { owner, expiresAt: LATE }));
}

/** Of an owner with an account. */
export async function fillPasskey(store: Store, owner: OwnerId = alice, prefix = ""): Promise<void> {
  await store.passkeys.insert(aPasskey(`${prefix}passkey`, { owner, name: CANARY }));
}

export function oauthOf(store: Store, owner: OwnerId, prefix: string): readonly Promise<unknown>[] {
  return [
    store.grants.list(START, owner),
    store.grants.countWrites(owner, author.clientId ?? ""),
    store.oauthRecords.find("session", `${prefix}session`),
    store.oauthRecords.find("refresh", `${prefix}refresh`),
    store.passkeys.list(owner),
    store.links.find(`${prefix}link`),
  ];
}

// Of the installation: they hold nothing of any owner.
export const CLIENT_ATTACKS: Attacks["clients"] = {
  insert: [(store) => store.clients.insert(aClient("theirs"), 9)],
  find: [(store) => store.clients.find("theirs")],
  list: [(store) => store.clients.list()],
  use: [(store) => store.clients.use("theirs", START)],
  remove: [(store) => store.clients.remove("theirs")],
  sweep: [(store) => store.clients.sweep(START)],
};

/** A stranger knows no id of hers, save where one is to be taken over. */
export const GRANT_ATTACKS: Attacks["grants"] = {
  save: [(store, owner) => store.grants.save(aGrant("grant", { owner, clientName: "taken over" }))],
  find: [(store) => store.grants.find("unknown")],
  use: [(store) => store.grants.use("unknown", LATE)],
  list: [(store, who) => store.grants.list(START, who)],
  revoke: [(store) => store.grants.revoke("unknown", START)],
  revokeClient: [(store, who) => store.grants.revokeClient(CANARY, START, who)],
  listRevoked: [(store) => store.grants.listRevoked(START)],
  countWrites: [(store, who) => store.grants.countWrites(who, author.clientId ?? "")],
  sweep: [(store) => store.grants.sweep(START)],
};

export const RECORD_ATTACKS: Attacks["oauthRecords"] = {
  save: [(store, owner) => store.oauthRecords.save(aRecord("theirs", { owner, grantId: "grant" }))],
  find: [(store) => store.oauthRecords.find("session", "unknown")],
  findByUid: [(store) => store.oauthRecords.findByUid("interaction", CANARY)],
  consume: [(store) => store.oauthRecords.consume("session", "refresh", START)],
  keepAnswer: [(store) => store.oauthRecords.keepAnswer("refresh", "unknown", new Uint8Array(1))],
  remove: [(store) => store.oauthRecords.remove("refresh", "session")],
  removeGrant: [(store) => store.oauthRecords.removeGrant("unknown")],
  removeSessions: [(store, who) => store.oauthRecords.removeSessions(who)],
  sweep: [(store) => store.oauthRecords.sweep(START * 1.5)],
};

export const PASSKEY_ATTACKS: Attacks["passkeys"] = {
  insert: [(store, owner) => store.passkeys.insert(aPasskey("passkey", { owner })).catch(() => {})],
  find: [(store) => store.passkeys.find("unknown")],
  list: [(store, who) => store.passkeys.list(who)],
  use: [(store) => store.passkeys.use("unknown", 1, START)],
  remove: [(store, who) => store.passkeys.remove(who, "passkey")],
  canAnybodySignIn: [(store) => store.passkeys.canAnybodySignIn()],
};

export const LINK_ATTACKS: Attacks["links"] = {
  insert: [(store, owner) => store.links.insert(aLink("theirs", { owner }))],
  find: [(store) => store.links.find("unknown")],
  use: [(store) => store.links.use("theirs", START), (store) => store.links.use("unknown", START)],
  sweep: [(store) => store.links.sweep(START)],
};
