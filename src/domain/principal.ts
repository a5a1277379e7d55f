import type { OwnerId } from "./owner.ts";

/** What a token may do; each one includes those before it. */
export const SCOPES = ["memory:read", "memory:write", "memory:delete", "memory:admin"] as const;
export type Scope = (typeof SCOPES)[number];

/** The authenticated caller of one request. */
export interface Principal {
  readonly owner: OwnerId;
  readonly scopes: readonly Scope[];
  /** Verified name of the writer: the token's name or client id; `stdio` or `cli` for local use. */
  readonly by: string;
  /** OAuth client the token was issued to, when it says so; a session belongs to it. */
  readonly clientId?: string;
  /** Token id (`jti`), when the token carries one. */
  readonly tokenId?: string;
  /** The OAuth grant the token belongs to. */
  readonly grantId?: string;
  /** Who vouched for the caller, and for whom: `iss` and `sub` of the token. Absent for local use. */
  readonly issuer?: string;
  readonly subject?: string;
  /** When the token was issued, seconds since 1970. */
  readonly issuedAt?: number;
  /** The project the token is bound to: the only sources whose entries it reads and writes. Absent: all. */
  readonly sources?: readonly string[];
  /** When the credential ends, seconds since 1970; absent for local use. */
  readonly expiresAt?: number;
}

/** True when one of `granted` is `needed` or a scope that includes it. */
export function allows(granted: readonly Scope[], needed: Scope): boolean {
  const rank = SCOPES.indexOf(needed);
  return granted.some((scope) => SCOPES.indexOf(scope) >= rank);
}

/** Scopes of a local caller, and of an own token that names none. */
export const FULL_ACCESS: readonly Scope[] = ["memory:admin"];
