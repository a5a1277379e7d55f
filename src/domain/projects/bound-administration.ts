import type { DeletionStore } from "../accounts/deletion-store.ts";
import type { DenialStore } from "../accounts/denial-store.ts";
import type { IdentityStore } from "../accounts/identity-store.ts";
import type { KeyStore } from "../accounts/signing-key.ts";
import type { UserStore } from "../accounts/user-store.ts";
import type { RateLimitStore } from "../rate-limits/rate-limit-store.ts";
import type { UndoStore } from "../undo/undo-store.ts";
import { refuse } from "./project.ts";

const noAdministration = refuse("administer the server");

/** What the server itself does for all owners is no use case of a caller. */
export const NO_DENIALS: DenialStore = {
  deny: noAdministration,
  allow: noAdministration,
  list: noAdministration,
};

export const NO_IDENTITIES: IdentityStore = {
  findUser: noAdministration,
  link: noAdministration,
  provision: noAdministration,
};

export const NO_USERS: UserStore = {
  add: noAdministration,
  update: noAdministration,
  list: noAdministration,
  find: noAdministration,
  findByEmail: noAdministration,
  identities: noAdministration,
  holdings: noAdministration,
  setPassword: noAdministration,
  findPassword: noAdministration,
};

export const NO_DELETIONS: DeletionStore = {
  begin: noAdministration,
  remove: noAdministration,
  end: noAdministration,
};

export const NO_KEYS: KeyStore = {
  list: noAdministration,
  insertFirst: noAdministration,
  succeed: noAdministration,
  remove: noAdministration,
  sweep: noAdministration,
};

export const NO_RATE_LIMITS: RateLimitStore = { take: noAdministration, sweep: noAdministration };

/** An operator's command. */
export const NO_UNDO: UndoStore = { touched: noAdministration, putBack: noAdministration };
