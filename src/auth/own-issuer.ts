import { webcrypto } from "node:crypto";
import { errors, jwtVerify } from "jose";
import type { Clock } from "../domain/clock.ts";
import { AwarenessError } from "../domain/errors.ts";
import type { Principal } from "../domain/principal.ts";
import { AuthError } from "./auth-error.ts";
import { CLOCK_TOLERANCE_SECONDS, toPrincipal } from "./claims.ts";
import type { UnverifiedToken } from "./compact-token.ts";

/** `iss` and `aud` of every token minted here, whatever the host, port or node. */
export const OWN_ISSUER = "awareness";
/** Own tokens carry this `typ` (RFC 9068 section 2.1), so that no other kind of token passes for one. */
export const OWN_TOKEN_TYPE = "at+jwt";
/** Shortest signing secret, bytes of UTF-8. */
export const MIN_SECRET_BYTES = 32;

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

/**
 * The signing key: the secret's UTF-8 bytes.
 * @throws AwarenessError `invalid_parameter` when shorter than 32 bytes.
 */
export async function importSecret(secret: string): Promise<webcrypto.CryptoKey> {
  checkSecret(secret);
  const algorithm = { name: "HMAC", hash: "SHA-256" };
  return webcrypto.subtle.importKey("raw", Buffer.from(secret, "utf8"), algorithm, false, ["sign", "verify"]);
}

function checkSecret(secret: string): void {
  if (Buffer.byteLength(secret, "utf8") >= MIN_SECRET_BYTES) return;
  throw new AwarenessError(
    "invalid_parameter",
    "The signing secret must have at least 32 bytes; `awareness secret` prints a good one.",
  );
}

/**
 * Verifies the HS256 tokens that `awareness token` mints.
 * @throws AwarenessError `invalid_parameter` when the secret is shorter than 32 bytes.
 */
export function createOwnIssuer(secret: string, clock: Clock): Issuer {
  checkSecret(secret);
  let key: Promise<webcrypto.CryptoKey> | undefined;
  return {
    name: OWN_ISSUER,
    async verify(token) {
      // There is one key, so a token that asks for a particular one was not minted here.
      if (token.header.kid !== undefined) throw new AuthError("invalid_token");
      key ??= importSecret(secret);
      const now = clock.now();
      try {
        const { payload } = await jwtVerify(token.compact, await key, {
          algorithms: ["HS256"],
          issuer: OWN_ISSUER,
          audience: OWN_ISSUER,
          typ: OWN_TOKEN_TYPE,
          requiredClaims: ["exp", "iat", "sub"],
          clockTolerance: CLOCK_TOLERANCE_SECONDS,
          currentDate: new Date(now),
        });
        return toPrincipal(payload, Math.floor(now / 1000));
      } catch (error) {
        throw toAuthError(error);
      }
    },
  };
}

function toAuthError(error: unknown): unknown {
  if (error instanceof errors.JWTExpired) return new AuthError("expired", error);
  return error instanceof errors.JOSEError ? new AuthError("invalid_token", error) : error;
}
