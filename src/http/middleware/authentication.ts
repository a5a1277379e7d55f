import { AuthError } from "../../auth/auth-error.ts";
import { readBearer } from "../../auth/bearer.ts";
import { NoAccountError } from "../../auth/no-account-error.ts";
import type { TokenVerifier } from "../../auth/verify-token.ts";
import type { Principal } from "../../domain/principal.ts";
import { tokenMissing, tokenRefused } from "../challenge.ts";
import { type Exchange, HttpError, type Middleware } from "../exchange.ts";
import { MCP_PATH } from "../paths.ts";
import type { PublicAddress } from "../public-urls.ts";

/** Establishes who asks, for every request to the MCP endpoint, whatever its method: 401 without a good token,
 * 403 for whom nobody here knows. */
export const authentication = (address: PublicAddress, verifier: TokenVerifier): Middleware =>
  async function authentication(exchange, next) {
    if (exchange.path === MCP_PATH) exchange.principal = await authenticate(exchange, address, verifier);
    return next();
  };

/** Stands in for authentication where it is switched off: everybody is the local owner. */
export const localAccess = (principal: Principal): Middleware =>
  async function localAccess(exchange, next) {
    if (exchange.path === MCP_PATH) exchange.principal = principal;
    return next();
  };

async function authenticate(
  exchange: Exchange,
  address: PublicAddress,
  verifier: TokenVerifier,
): Promise<Principal> {
  const bearer = readBearer(exchange.headers.authorization, exchange.rawHeaders);
  if (bearer.kind === "repeated") throw new HttpError(400, "More than one Authorization header");
  if (bearer.kind === "absent") throw tokenMissing(address, exchange);
  if (bearer.kind === "malformed") throw tokenRefused(address, exchange, new AuthError("invalid_token"));
  try {
    return await verifier.verify(bearer.token);
  } catch (error) {
    if (error instanceof AuthError) {
      exchange.access.refusal = error.detail ?? error.reason;
      throw tokenRefused(address, exchange, error);
    }
    // Neither 401 nor a challenge (RFC 6750 section 3.1): no other token of the same person would do.
    if (!(error instanceof NoAccountError)) throw error;
    exchange.access.refusal = `no account for this identity of ${error.issuer}`;
    throw new HttpError(403, error.message);
  }
}
