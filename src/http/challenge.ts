import type { AuthError } from "../auth/auth-error.ts";
import type { Scope } from "../domain/principal.ts";
import { type Exchange, HttpError } from "./exchange.ts";
import { metadataUrl, type PublicAddress } from "./public-urls.ts";

/** Scopes a client should ask for. */
export const OFFERED_SCOPES: readonly Scope[] = ["memory:read", "memory:write", "memory:delete"];

/** 401 for a request without a token: no `error`, as RFC 6750 section 3.1 asks. */
export function tokenMissing(address: PublicAddress, exchange: Exchange): HttpError {
  return unauthorized("Missing or invalid Authorization header", challengeStart(address, exchange));
}

/** 401 for a token that was sent and refused. */
export function tokenRefused(address: PublicAddress, exchange: Exchange, error: AuthError): HttpError {
  const reason = `error="invalid_token", error_description="${error.message}"`;
  return unauthorized(error.message, `${challengeStart(address, exchange)}, ${reason}`);
}

/** 403 for a valid token that lacks scopes; `needed` lists all that the operation takes, at once. */
export function insufficientScope(
  address: PublicAddress,
  exchange: Exchange,
  needed: readonly Scope[],
): HttpError {
  const metadata = metadataUrl(address, exchange);
  return new HttpError(403, `The token lacks the scope ${needed.join(" ")}`, {
    "www-authenticate": `Bearer error="insufficient_scope", scope="${needed.join(" ")}", resource_metadata="${metadata}"`,
  });
}

function challengeStart(address: PublicAddress, exchange: Exchange): string {
  return `Bearer resource_metadata="${metadataUrl(address, exchange)}", scope="${OFFERED_SCOPES.join(" ")}"`;
}

function unauthorized(message: string, challenge: string): HttpError {
  return new HttpError(401, message, { "www-authenticate": challenge });
}
