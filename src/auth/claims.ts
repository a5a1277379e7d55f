import type { JWTPayload } from "jose";
import { type OwnerId, parseOwner } from "../domain/owner.ts";
import { FULL_ACCESS, type Principal, SCOPES, type Scope } from "../domain/principal.ts";
import { toWriter } from "../domain/reserved-writers.ts";
import { areSources } from "../domain/sources.ts";
import { AuthError } from "./auth-error.ts";

/** Longest lifetime of an own token, seconds: 366 days. */
export const MAX_LIFETIME_SECONDS = 366 * 24 * 60 * 60;
/** How far two clocks may differ, seconds. */
export const CLOCK_TOLERANCE_SECONDS = 30;
/** Longest `name`, `client_id` or `jti`, characters. */
export const MAX_NAME_LENGTH = 200;

/**
 * Checks what signature, issuer, audience and expiry checks leave open, and makes the caller of an own token.
 * @param nowSeconds seconds since 1970
 * @throws AuthError `invalid_token`
 */
export function toPrincipal(claims: JWTPayload, nowSeconds: number): Principal {
  const expiresAt = checkLifetime(claims, nowSeconds);
  const owner = toOwner(claims.sub);
  const tokenId = optionalName(claims.jti);
  const clientId = optionalName(claims.client_id) ?? optionalName(claims.azp);
  const name = optionalName(claims.name);
  const grantId = optionalName(claims.grant);
  const sources = toSources(claims.sources);
  return {
    owner,
    scopes: toScopes(claims.scope, grantId),
    by: writerOf(name, clientId, tokenId),
    expiresAt,
    ...callerOf(claims),
    ...(clientId === undefined ? {} : { clientId }),
    ...(tokenId === undefined ? {} : { tokenId }),
    ...(grantId === undefined ? {} : { grantId }),
    ...(sources === undefined ? {} : { sources }),
  };
}

function writerOf(name: string | undefined, clientId: string | undefined, tokenId = "token"): string {
  if (name !== undefined) return toWriter(name, "token");
  return clientId === undefined ? toWriter(tokenId, "token") : toWriter(clientId, "client");
}

function checkLifetime({ exp, iat }: JWTPayload, nowSeconds: number): number {
  if (!isTime(exp) || !isTime(iat)) throw new AuthError("invalid_token");
  if (iat > nowSeconds + CLOCK_TOLERANCE_SECONDS) throw new AuthError("invalid_token");
  if (exp - iat > MAX_LIFETIME_SECONDS) throw new AuthError("invalid_token");
  return exp;
}

/** What revocation goes by; the claims are checked before. */
function callerOf({ iss, sub, iat }: JWTPayload): Pick<Principal, "issuer" | "subject" | "issuedAt"> {
  return {
    ...(iss === undefined ? {} : { issuer: iss }),
    ...(sub === undefined ? {} : { subject: sub }),
    ...(iat === undefined ? {} : { issuedAt: iat }),
  };
}

/** Anything but a list of sources is refused: taken for "no sources" it would open all of them. */
function toSources(value: unknown): readonly string[] | undefined {
  if (value === undefined) return undefined;
  if (!areSources(value)) throw new AuthError("invalid_token");
  return value;
}

function isTime(value: unknown): value is number {
  return Number.isFinite(value);
}

function toOwner(subject: unknown): OwnerId {
  if (typeof subject !== "string") throw new AuthError("invalid_token");
  try {
    return parseOwner(subject, "sub");
  } catch (error) {
    throw new AuthError("invalid_token", error);
  }
}

/** Unknown scopes grant nothing; without the claim a minted token may do everything, and one that a client was given nothing. */
function toScopes(value: unknown, grantId: string | undefined): readonly Scope[] {
  if (value === undefined) return grantId === undefined ? FULL_ACCESS : [];
  if (typeof value !== "string") throw new AuthError("invalid_token");
  const named = value.split(" ");
  return SCOPES.filter((scope) => named.includes(scope));
}

function optionalName(value: unknown): string | undefined {
  if (value === undefined) return undefined;
  if (typeof value !== "string" || !isName(value)) throw new AuthError("invalid_token");
  return value;
}

/** True for 1..200 characters of well-formed text without control characters. */
export function isName(value: string): boolean {
  return value !== "" && value.length <= MAX_NAME_LENGTH && value.isWellFormed() && !/\p{Cc}/u.test(value);
}
