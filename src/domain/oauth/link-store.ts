import type { OwnerId } from "../owner.ts";

/** `setup` makes the first account, `invite` lets somebody choose how to sign in to theirs. */
export const LINK_KINDS = ["setup", "invite"] as const;
export type LinkKind = (typeof LINK_KINDS)[number];

/** A link that works once. Times in ms since 1970. */
export interface UserLink {
  /** SHA-256 in base64url of its secret part, which is stored nowhere. */
  readonly key: string;
  readonly kind: LinkKind;
  /** Whose account it is for. */
  readonly owner: OwnerId;
  readonly createdAt: number;
  readonly expiresAt: number;
  readonly usedAt?: number;
}

export interface LinkStore {
  insert(link: UserLink): Promise<void>;
  /** Also one that is used or has expired. */
  find(key: string): Promise<UserLink | undefined>;
  /**
   * True for exactly one caller, and not after its expiry; with a `setup` link all others of that kind are used up, with an
   * `invite` link all others of its owner, of either kind.
   */
  use(key: string, now: number): Promise<boolean>;
  /** Removes what has expired at `now`, used or not; answers how many. */
  sweep(now: number): Promise<number>;
}
