import type { OwnerId } from "../owner.ts";
import type { Identity } from "./identity-store.ts";
import type { NewUser, User, UserChanges } from "./user.ts";

/** What an owner has, whether or not there is an account. */
export interface Holdings {
  /** Rows by table; tables without any are left out. */
  readonly rows: Readonly<Record<string, number>>;
  /** Entries that can be read. */
  readonly entries: number;
  /** Entries that were deleted or have expired, and not been purged yet. */
  readonly trash: number;
  /** Tokens that are neither revoked nor expired. */
  readonly tokens: number;
  readonly sessions: number;
  /** What clients are allowed, as far as it is neither revoked nor expired. */
  readonly grants: number;
  readonly passkeys: number;
  /** Last write, read, action or use of a session, ms since 1970. */
  readonly lastActivityAt?: number;
}

/** Accounts, as an operator sees them. */
export interface UserStore {
  /**
   * Adds an account and takes back what keeps its identities out. `now` in ms since 1970.
   * @throws AwarenessError `conflict`, with `param`, when the id, the e-mail address or an identity is somebody's already.
   */
  add(user: NewUser, now: number): Promise<void>;
  /**
   * Changes an account, all of it or nothing; false when there is none. An address or number that becomes another one is not
   * verified. What keeps an added identity out is taken back. A removed one is refused until it is added to somebody again:
   * its verified e-mail address would lead it back here otherwise. `now` in ms since 1970.
   * @throws AwarenessError `conflict`, with `param`, when the e-mail address or an added identity is somebody else's;
   * `not_found`, with `param`, when a removed identity is not the user's.
   */
  update(id: OwnerId, changes: UserChanges, now: number): Promise<boolean>;
  /** By id. */
  list(): Promise<readonly User[]>;
  find(id: OwnerId): Promise<User | undefined>;
  /**
   * The one account with this e-mail address, verified or not; `undefined` when there is none, or more than one. Compared as a
   * whole, with users' addresses in lower case and trimmed. `address` in lower case.
   */
  findByEmail(address: string): Promise<User | undefined>;
  /** By issuer and subject. */
  identities(id: OwnerId): Promise<readonly Identity[]>;
  holdings(id: OwnerId, now: number): Promise<Holdings>;
  /** Keeps the hash of a password; false when there is no such account. */
  setPassword(id: OwnerId, hash: string, now: number): Promise<boolean>;
  /** The hash that was kept last. */
  findPassword(id: OwnerId): Promise<string | undefined>;
}
