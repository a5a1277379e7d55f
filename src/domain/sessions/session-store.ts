import type { OwnerId } from "../owner.ts";

/** A conversation of a 2025-era client, restorable on any process that shares the database. */
export interface SessionRecord {
  /** Value of `Mcp-Session-Id`. */
  readonly id: string;
  readonly owner: OwnerId;
  /** OAuth client that opened it, empty when the token named none; no other client may use it. */
  readonly clientId: string;
  /** The client's `initialize` request as JSON text, replayed to rebuild the session. */
  readonly initialize: string;
  /** Resource URIs the client subscribed to. */
  readonly subscriptions: readonly string[];
  /** Times in ms since 1970. */
  readonly createdAt: number;
  readonly touchedAt: number;
  readonly expiresAt: number;
}

/** Which session, and whose. */
export type SessionKey = Pick<SessionRecord, "owner" | "id">;

/** The session registry. Expired sessions count as absent everywhere. */
export interface SessionStore {
  insert(session: SessionRecord): Promise<void>;
  find(owner: OwnerId, id: string): Promise<SessionRecord | undefined>;
  /** Slides the expiry, never back: word of an earlier use may come late. False when the session is gone. */
  touch(owner: OwnerId, id: string, touchedAt: number, expiresAt: number): Promise<boolean>;
  /** Adds a resource to those that the session follows; what other processes change at the same moment stays. */
  follow(owner: OwnerId, id: string, uri: string): Promise<void>;
  /** Takes it away again. */
  unfollow(owner: OwnerId, id: string, uri: string): Promise<void>;
  /** True when a session was there to end. */
  end(owner: OwnerId, id: string): Promise<boolean>;
  /** Ends the longest idle sessions of the owner until at most `keep` are left; answers the ended ids. */
  endLongestIdle(owner: OwnerId, keep: number): Promise<readonly string[]>;
  /** What each of the sessions follows, by id; those that are no longer there are missing. */
  followed(sessions: readonly SessionKey[]): Promise<ReadonlyMap<string, readonly string[]>>;
  /** Removes sessions that expired at or before `now`; answers how many. */
  sweep(now: number): Promise<number>;
}
