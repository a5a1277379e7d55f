/**
 * A token that proves who somebody is, who has no account here. Not an `AuthError`: the token is good, and a client that was
 * told otherwise would fetch another one, with the same end, again and again.
 */
export class NoAccountError extends Error {
  override readonly name = "NoAccountError";

  /** Who vouches for them, for the operator's log, which does not name the person. */
  readonly issuer: string;

  constructor(issuer: string) {
    super(
      "No account here for this identity; ask the operator: awareness user add … --identity, or awareness user update … --identity for a user who is there already, with the issuer and subject of your token",
    );
    this.issuer = issuer;
  }
}
