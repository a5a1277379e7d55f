import { errors, type JWTPayload, jwtVerify } from "jose";
import type { Clock } from "../domain/clock.ts";
import type { Principal } from "../domain/principal.ts";
import { AuthError } from "./auth-error.ts";
import { CLOCK_TOLERANCE_SECONDS, toPrincipal } from "./claims.ts";
import type { UnverifiedToken } from "./compact-token.ts";
import type { KeyRing, VerificationKey } from "./key-ring.ts";

/** `iss` and `aud` of every token minted here, whatever the host, port or node. */
export const OWN_ISSUER = "awareness";
/** Own tokens carry this `typ` (RFC 9068 section 2.1), so that no other kind of token passes for one. */
export const OWN_TOKEN_TYPE = "at+jwt";

/** One party whose tokens are accepted. */
export interface Issuer {
  /** The exact `iss`. */
  readonly name: string;
  /**
   * @throws AuthError when the token proves nothing; NoAccountError when it is somebody's without an account here;
   * AwarenessError `unavailable` when that cannot be found out.
   */
  verify(token: UnverifiedToken): Promise<Principal>;
  /** False when a caller that `verify` has answered counts no more, and the token is to be verified anew. */
  stillVouchesFor?(principal: Principal): Promise<boolean>;
}

interface Verified {
  readonly key: VerificationKey;
  readonly payload: JWTPayload;
}

/** Which tokens of ours are meant: their `iss` and `aud`. */
export interface OwnTokens {
  readonly issuer: string;
  readonly audience: string;
  /** Claims without which a token counts for nothing, beside those that every token has. */
  readonly requiredClaims?: readonly string[];
}

/** Of `awareness token`. */
const MINTED: OwnTokens = { issuer: OWN_ISSUER, audience: OWN_ISSUER };

/** Which key has signed the token of a caller. */
export type SignedBy = WeakMap<Principal, VerificationKey>;

/**
 * Verifies tokens that were signed with any of our keys: those of `awareness token`, or, with another name, those of the
 * built-in OAuth server. Callers of both carry the issuer of the former: what is taken back of an owner counts for both.
 */
export function createOwnIssuer(
  ring: KeyRing,
  clock: Clock,
  tokens: OwnTokens = MINTED,
  signedBy: SignedBy = new WeakMap(),
): Issuer {
  const tryKeys = (token: UnverifiedToken, keys: readonly VerificationKey[], now: number) =>
    tryAll(tokens, token, keys, now);

  async function verifyWithAny(token: UnverifiedToken, now: number): Promise<Verified> {
    const { kid } = token.header;
    const known = await ring.find(kid);
    const verified = await tryKeys(token, known, now);
    if (verified !== undefined) return verified;
    const more = (await ring.findAgain(kid)).filter((key) => !known.includes(key));
    const late = await tryKeys(token, more, now);
    if (late === undefined) throw new AuthError("invalid_token");
    return late;
  }

  return {
    name: tokens.issuer,
    async verify(token) {
      const now = clock.now();
      try {
        const { key, payload } = await verifyWithAny(token, now);
        const principal = { ...toPrincipal(payload, Math.floor(now / 1000)), issuer: OWN_ISSUER };
        signedBy.set(principal, key);
        return principal;
      } catch (error) {
        throw toAuthError(error);
      }
    },
    async stillVouchesFor(principal) {
      const key = signedBy.get(principal);
      return key !== undefined && ring.holds(key);
    },
  };
}

/** `undefined` when none of the keys has made the signature. @throws JOSEError for everything else that is wrong. */
async function tryAll(
  { issuer, audience, requiredClaims = [] }: OwnTokens,
  { compact }: UnverifiedToken,
  keys: readonly VerificationKey[],
  now: number,
): Promise<Verified | undefined> {
  for (const key of keys) {
    try {
      const { payload } = await jwtVerify(compact, key.key, {
        algorithms: [key.algorithm],
        issuer,
        audience,
        typ: OWN_TOKEN_TYPE,
        requiredClaims: ["exp", "iat", "sub", ...requiredClaims],
        clockTolerance: CLOCK_TOLERANCE_SECONDS,
        currentDate: new Date(now),
      });
      return { key, payload };
    } catch (error) {
      if (!(error instanceof errors.JWSSignatureVerificationFailed)) throw error;
    }
  }
  return undefined;
}

function toAuthError(error: unknown): unknown {
  if (error instanceof errors.JWTExpired) return new AuthError("expired", error);
  return error instanceof errors.JOSEError ? new AuthError("invalid_token", error) : error;
}
