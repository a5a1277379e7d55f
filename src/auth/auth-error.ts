/** Why a token was refused; safe to tell the caller. */
export type AuthReason = "expired" | "invalid_token" | "revoked";

const DESCRIPTIONS: Readonly<Record<AuthReason, string>> = {
  expired: "Token expired",
  invalid_token: "Invalid token",
  revoked: "Token revoked",
};

/** A credential that does not prove anything. Never says which check failed beyond `reason`. */
export class AuthError extends Error {
  override readonly name = "AuthError";
  readonly reason: AuthReason;

  constructor(reason: AuthReason, cause?: unknown) {
    super(DESCRIPTIONS[reason], cause === undefined ? undefined : { cause });
    this.reason = reason;
  }
}
