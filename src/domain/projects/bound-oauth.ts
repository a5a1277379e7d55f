import type { ClientStore } from "../oauth/client-store.ts";
import type { GrantStore } from "../oauth/grant-store.ts";
import type { LinkStore } from "../oauth/link-store.ts";
import type { PasskeyStore } from "../oauth/passkey-store.ts";
import type { RecordStore } from "../oauth/record-store.ts";
import { refuse } from "./project.ts";

const noSignIn = refuse("manage how people sign in, or who has access");

/** Who has access is the OAuth server's and the person's, never a tool's. */
export const NO_CLIENTS: ClientStore = {
  insert: noSignIn,
  find: noSignIn,
  list: noSignIn,
  use: noSignIn,
  remove: noSignIn,
  sweep: noSignIn,
};

export const NO_GRANTS: GrantStore = {
  save: noSignIn,
  find: noSignIn,
  use: noSignIn,
  list: noSignIn,
  revoke: noSignIn,
  revokeClient: noSignIn,
  listRevoked: noSignIn,
  countWrites: noSignIn,
  sweep: noSignIn,
};

export const NO_OAUTH_RECORDS: RecordStore = {
  save: noSignIn,
  find: noSignIn,
  findByUid: noSignIn,
  consume: noSignIn,
  keepAnswer: noSignIn,
  remove: noSignIn,
  removeGrant: noSignIn,
  removeSessions: noSignIn,
  sweep: noSignIn,
};

export const NO_PASSKEYS: PasskeyStore = {
  insert: noSignIn,
  find: noSignIn,
  list: noSignIn,
  use: noSignIn,
  remove: noSignIn,
  canAnybodySignIn: noSignIn,
};

export const NO_LINKS: LinkStore = {
  insert: noSignIn,
  find: noSignIn,
  use: noSignIn,
  sweep: noSignIn,
};
