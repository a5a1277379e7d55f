import type { OwnerId } from "../owner.ts";

/** `session`: a browser that somebody signed in with; `interaction`: a request that waits for a person. */
export const RECORD_KINDS = ["session", "interaction", "code", "refresh", "assertion"] as const;
export type RecordKind = (typeof RECORD_KINDS)[number];

/** What an OAuth server has to remember for a while. Times in ms since 1970. */
export interface OAuthRecord {
  readonly kind: RecordKind;
  /** SHA-256 in base64url of what the browser or client holds, which itself is stored nowhere. */
  readonly key: string;
  /** JSON; holds no secret. */
  readonly payload: string;
  /** Whose it is, once somebody is known: what belongs to a grant has the owner of the grant, or is not removed with it. */
  readonly owner?: OwnerId;
  readonly grantId?: string;
  /** A second, public name of a session. */
  readonly uid?: string;
  readonly expiresAt: number;
  /** When a code or refresh token was used. */
  readonly consumedAt?: number;
  /** The answer that a refresh token was used for, encrypted so that only who holds the token can read it. */
  readonly answer?: Uint8Array;
}

export interface RecordStore {
  /** Adds a record, or replaces payload, owner, grant, uid and expiry of the one with its kind and key. */
  save(record: OAuthRecord): Promise<void>;
  /** Also an expired one. */
  find(kind: RecordKind, key: string): Promise<OAuthRecord | undefined>;
  /** Also an expired one; of several the one that lives longest. */
  findByUid(kind: RecordKind, uid: string): Promise<OAuthRecord | undefined>;
  /** True for exactly one caller, whatever nodes do at once; false also when there is no such record. */
  consume(kind: RecordKind, key: string, now: number): Promise<boolean>;
  /** Keeps the answer of a consumed record; of none otherwise. */
  keepAnswer(kind: RecordKind, key: string, answer: Uint8Array): Promise<void>;
  remove(kind: RecordKind, key: string): Promise<void>;
  /** Removes all codes and refresh tokens of a grant. */
  removeGrant(grantId: string): Promise<void>;
  /** Ends all browser sessions of an owner; answers how many. */
  removeSessions(owner: OwnerId): Promise<number>;
  /** Removes what has expired at `now`; answers how many. */
  sweep(now: number): Promise<number>;
}
