import type { OwnerId } from "../owner.ts";

/** What is known of a token minted here; the token itself is never stored. */
export interface TokenRecord {
  /** The token's `jti`. */
  readonly id: string;
  readonly owner: OwnerId;
  readonly name?: string;
  /** Space-separated scopes; absent means full access. */
  readonly scope?: string;
  /** The only sources that the token may read and write; absent means all. */
  readonly sources?: readonly string[];
  /** Times in ms since 1970. */
  readonly createdAt: number;
  readonly expiresAt: number;
  readonly revokedAt?: number;
}

export interface TokenStore {
  insert(token: TokenRecord): Promise<void>;
  /** Newest first; all owners when none is given (an operator's view). */
  list(owner?: OwnerId): Promise<readonly TokenRecord[]>;
  /** True when a token with this id exists; revoking twice keeps the first time. */
  revoke(id: string, at: number): Promise<boolean>;
  /** Ids that are revoked and not yet expired. */
  listRevoked(now: number): Promise<readonly string[]>;
}
