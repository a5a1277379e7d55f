import type { OwnerId } from "../owner.ts";

/** Who a person is at an identity provider. A subject means nothing without its issuer. */
export interface Identity {
  readonly issuer: string;
  readonly subject: string;
}

/** What a provider says of a person, as far as it may be kept. */
export interface ProviderProfile {
  /** Lower case; only when the provider has verified it. */
  readonly verifiedEmail?: string;
  readonly displayName?: string;
}

/** Which user an identity belongs to. Safe when several nodes meet the same identity at once. */
export interface IdentityStore {
  /** `undefined` for an identity that belongs to nobody, or to a deleted user. */
  findUser(identity: Identity): Promise<OwnerId | undefined>;
  /**
   * Ties an identity to the one user with that e-mail address, unless the user has an identity of this issuer already.
   * Addresses are compared as a whole, with users' addresses in lower case and trimmed: `a+b@c` is not `a@c`.
   * Answers that user; `undefined` when there is none, or more than one. An identity that belongs to a user already stays
   * where it is, and one that is refused for ever is tied to nobody. `verifiedEmail` in ASCII and lower case, `now` in ms since 1970.
   */
  link(identity: Identity, verifiedEmail: string, now: number): Promise<OwnerId | undefined>;
  /**
   * Makes a user `id` with this identity, unless the identity belongs to one already; answers whose it is then. `undefined`
   * when that user, or the one with this id, was deleted, and for an identity that is refused for ever: nobody comes back by
   * themselves. An address that somebody else
   * has is not kept.
   */
  provision(
    identity: Identity,
    id: OwnerId,
    profile: ProviderProfile,
    now: number,
  ): Promise<OwnerId | undefined>;
}
