import type { JWTPayload } from "jose";
import type { Identity, ProviderProfile } from "../../domain/accounts/identity-store.ts";
import type { ProviderSettings } from "../../domain/accounts/provider-settings.ts";
import type { Principal, Scope } from "../../domain/principal.ts";
import { SCOPES } from "../../domain/principal.ts";
import { toWriter } from "../../domain/reserved-writers.ts";
import { AuthError } from "../auth-error.ts";
import { CLOCK_TOLERANCE_SECONDS, isName } from "../claims.ts";

/** Somebody whom a provider vouches for; whose user they are is not known yet. */
export interface Caller {
  readonly identity: Identity;
  readonly profile: ProviderProfile;
  /** All of the principal but its owner. */
  readonly rest: Omit<Principal, "owner">;
}

const SUBJECT = /^[\x21-\x7e]{1,255}$/;
/** Of ASCII only: letters of other alphabets that look, or fold to, the same are another address. */
const EMAIL = /^[\x21-\x3f\x41-\x7e]{1,64}@[\x21-\x3f\x41-\x7e]{1,190}$/;
/** What an ID token has and an access token has not (OpenID Connect Core 1.0 sections 2, 3.1.3.6 and 3.3.2.11). */
const ID_TOKEN_CLAIMS = ["nonce", "at_hash", "c_hash"] as const;
/** How Keycloak marks its other tokens. */
const OTHER_TOKENS: readonly unknown[] = ["ID", "Refresh", "Offline", "Logout"];

/**
 * Checks what signature, issuer, audience and expiry checks leave open. Of a claim that the provider writes twice the last
 * one counts, as everywhere in JavaScript: nobody else can write any.
 * @param isMarked whether the token's header says that it is an access token
 * @param nowSeconds seconds since 1970
 * @throws AuthError `invalid_token`
 */
export function readCaller(
  claims: JWTPayload,
  settings: ProviderSettings,
  isMarked: boolean,
  nowSeconds: number,
): Caller {
  const { exp, iat } = readLifetime(claims, settings, nowSeconds);
  const { sub: subject } = claims;
  if (typeof subject !== "string" || !SUBJECT.test(subject)) throw new AuthError("invalid_token");
  const clientId = readName(claims.client_id) ?? readName(claims.azp);
  if (!isMarked && isIdToken(claims, clientId)) {
    throw new AuthError("invalid_token", undefined, "looks like an ID token, not an access token");
  }
  return {
    identity: { issuer: settings.issuer, subject },
    profile: readProfile(claims),
    rest: {
      scopes: readScopes(claims, settings.defaultScopes),
      by: toWriter(clientId ?? new URL(settings.issuer).host, "client"),
      ...(clientId === undefined ? {} : { clientId }),
      issuer: settings.issuer,
      subject,
      issuedAt: iat,
      expiresAt: exp,
    },
  };
}

function readLifetime(
  { exp, iat }: JWTPayload,
  { maxTokenAgeSeconds }: ProviderSettings,
  nowSeconds: number,
): { readonly exp: number; readonly iat: number } {
  if (exp === undefined || iat === undefined || !Number.isFinite(exp) || !Number.isFinite(iat)) {
    throw new AuthError("invalid_token");
  }
  const isFuture = iat > nowSeconds + CLOCK_TOLERANCE_SECONDS;
  if (isFuture) throw new AuthError("invalid_token", undefined, "iat lies in the future");
  if (exp - iat > maxTokenAgeSeconds) {
    const detail = `lives longer than ${maxTokenAgeSeconds} s (max_token_age_seconds)`;
    throw new AuthError("invalid_token", undefined, detail);
  }
  return { exp, iat };
}

/** Also what names neither a client nor scopes: an access token is for a client to do something with. */
function isIdToken(claims: JWTPayload, clientId: string | undefined): boolean {
  const audiences = [claims.aud].flat();
  const { scope, scp, permissions } = claims;
  return (
    [clientId, scope, scp, permissions].every((claim) => claim === undefined) ||
    ID_TOKEN_CLAIMS.some((name) => claims[name] !== undefined) ||
    OTHER_TOKENS.includes(claims.typ) ||
    (clientId !== undefined && audiences.every((audience) => audience === clientId))
  );
}

/** From `scope` (RFC 9068), `scp` (Entra ID, Okta) and `permissions` (Auth0); unknown ones grant nothing. */
function readScopes(claims: JWTPayload, defaults: readonly Scope[]): readonly Scope[] {
  const { scope, scp, permissions } = claims;
  if (scope !== undefined && typeof scope !== "string") throw new AuthError("invalid_token");
  const named = [words(scope), words(scp), words(permissions)].flat();
  const granted = SCOPES.filter((name) => named.includes(name));
  return granted.length > 0 ? granted : defaults;
}

function words(claim: unknown): readonly unknown[] {
  if (typeof claim === "string") return claim.split(" ");
  return Array.isArray(claim) ? claim : [];
}

function readProfile({ email, email_verified: verified, name }: JWTPayload): ProviderProfile {
  return {
    ...(verified === true && typeof email === "string" && EMAIL.test(email)
      ? { verifiedEmail: email.toLowerCase() }
      : {}),
    ...(typeof name === "string" && isName(name) ? { displayName: name } : {}),
  };
}

function readName(value: unknown): string | undefined {
  if (value === undefined) return undefined;
  if (typeof value !== "string" || !isName(value)) throw new AuthError("invalid_token");
  return value;
}
