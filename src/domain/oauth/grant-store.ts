import type { OwnerId } from "../owner.ts";
import type { Scope } from "../principal.ts";

/** What somebody has allowed a client to do; every token of the client belongs to one. Times in ms since 1970. */
export interface Grant {
  readonly id: string;
  readonly owner: OwnerId;
  /** Id, or the URL of the metadata document. */
  readonly clientId: string;
  /** What the client called itself when it was let in. */
  readonly clientName: string;
  /** Where answers go: host (and port) of the redirect URI, or the scheme of a program's own. */
  readonly redirectHost: string;
  readonly scopes: readonly Scope[];
  /** The only sources that the client may read and write; absent: all. */
  readonly sources?: readonly string[];
  /** What the OAuth library keeps, as JSON; holds no secret. */
  readonly payload: string;
  readonly createdAt: number;
  /** When a token was last given out. */
  readonly usedAt?: number;
  readonly expiresAt: number;
  readonly revokedAt?: number;
}

export interface GrantStore {
  /**
   * Adds a grant, or replaces the one of the same id and owner; a use that was noted meanwhile stays. One that is revoked, or
   * somebody else's, stays as it is.
   */
  save(grant: Grant): Promise<void>;
  /** Also a revoked or an expired one. */
  find(id: string): Promise<Grant | undefined>;
  /** Notes that a token was given out. */
  use(id: string, now: number): Promise<void>;
  /** Neither revoked nor expired, newest first; all owners when none is given (an operator's view). */
  list(now: number, owner?: OwnerId): Promise<readonly Grant[]>;
  /** Takes a grant back with its codes and refresh tokens. False when there is none that is neither revoked nor expired. */
  revoke(id: string, now: number): Promise<boolean>;
  /** The same for all grants of a client, of one owner or of all; answers how many. */
  revokeClient(clientId: string, now: number, owner?: OwnerId): Promise<number>;
  /** Ids of what was revoked after `since`: access tokens of the time before may still be about. */
  listRevoked(since: number): Promise<readonly string[]>;
  /** How many versions of entries a client has written, deleted entries included. */
  countWrites(owner: OwnerId, clientId: string): Promise<number>;
  /** Removes what was revoked or has expired before `before`; answers how many. */
  sweep(before: number): Promise<number>;
}
