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

/** When a session was used, and when it therefore expires. */
export type SessionUse = Pick<SessionRecord, "id" | "touchedAt" | "expiresAt">;

/** The session registry. Expired sessions count as absent everywhere. */
export interface SessionStore {
  insert(session: SessionRecord): Promise<void>;
  find(owner: OwnerId, id: string): Promise<SessionRecord | undefined>;
  /** Slides the expiry, never back: word of an earlier use may come late. False when the session is gone. */
  touch(owner: OwnerId, id: string, touchedAt: number, expiresAt: number): Promise<boolean>;
  /** The same for several sessions of the owner at once, each named once; those that are gone are passed over. */
  touchAll(owner: OwnerId, uses: readonly SessionUse[]): Promise<void>;
  /** Adds a resource to those that the session follows; what other processes change at the same moment stays. */
  follow(owner: OwnerId, id: string, uri: string): Promise<void>;
  /** Takes it away again. */
  unfollow(owner: OwnerId, id: string, uri: string): Promise<void>;
  /** True when a session was there to end. */
  end(owner: OwnerId, id: string): Promise<boolean>;
  /** How many the owner has. */
  count(owner: OwnerId): Promise<number>;
  /**
   * Ends the longest idle sessions of the owner until at most `keep` are left; answers the ended ids. `newest` counts as
   * the last one used, whatever the times say. Of several that end sessions at once, the last one sees what all of them
   * have inserted.
   */
  endLongestIdle(owner: OwnerId, keep: number, newest?: string): Promise<readonly string[]>;
  /** What each of the sessions follows, by id; those that are no longer there are missing. */
  followed(sessions: readonly SessionKey[]): Promise<ReadonlyMap<string, readonly string[]>>;
  /** Removes sessions that expired at or before `now`; answers how many. */
  sweep(now: number): Promise<number>;
}
