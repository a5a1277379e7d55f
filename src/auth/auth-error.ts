/** Why a token was refused; safe to tell the caller. */
export type AuthReason = "expired" | "invalid_token" | "revoked";

const DESCRIPTIONS: Readonly<Record<AuthReason, string>> = {
  expired: "Token expired",
  invalid_token: "Invalid token",
  revoked: "Token revoked",
};

/** A credential that does not prove anything. Never tells the caller which check failed beyond `reason`. */
export class AuthError extends Error {
  override readonly name = "AuthError";
  readonly reason: AuthReason;
  /** For the operator's log: which check failed and what to do. Holds nothing of the token. */
  readonly detail: string | undefined;

  constructor(reason: AuthReason, cause?: unknown, detail?: string) {
    super(DESCRIPTIONS[reason], cause === undefined ? undefined : { cause });
    this.reason = reason;
    this.detail = detail;
  }
}
