/** How long things live, in seconds as RFCs count them. */
export const LIFETIMES = {
  /** RFC 9700 section 2.2: short, because a signed token counts until it ends. */
  accessToken: 15 * 60,
  /** RFC 6749 section 4.1.2: at most ten minutes; a client redeems it at once. */
  code: 60,
  /** How long a person may take to sign in: short, because anybody at all may have a request kept for so long. */
  signIn: 15 * 60,
  /** How long a person who is signed in may take to decide. */
  decision: 60 * 60,
  /** How long a browser stays signed in. */
  session: 14 * 24 * 60 * 60,
  /** A client that asks for no new token for so long has to be let in again. */
  idle: 30 * 24 * 60 * 60,
  /** Nor does one live longer than this, used or not. */
  grant: 365 * 24 * 60 * 60,
} as const;

/**
 * How long the answer to a used refresh token is given again, ms: to a client that lost it on the way, or to a second process
 * of the same client. Later use of the token is theft, and ends the grant (RFC 9700 section 4.14.2).
 */
export const GRACE_MS = 30_000;
