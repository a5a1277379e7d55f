import { hash } from "node:crypto";
import type { Clock } from "../domain/clock.ts";
import type { Principal } from "../domain/principal.ts";
import { AuthError } from "./auth-error.ts";
import { parseCompactToken } from "./compact-token.ts";
import type { KeyRing } from "./key-ring.ts";
import { createOwnIssuer, type Issuer, type OwnTokens, type SignedBy } from "./own-issuer.ts";
import { createPrincipalCache } from "./principal-cache.ts";
import type { Credential } from "./revocations.ts";

/** Longest token that is looked at, characters. */
const MAX_TOKEN_LENGTH = 8192;

/** The only way from a token to a caller. */
export interface TokenVerifier {
  /**
   * @throws AuthError when the token is to be refused (401); NoAccountError when it is a stranger's (403); AwarenessError `unavailable` when that cannot be found out
   * right now (503: clients throw good tokens away on a 401).
   */
  verify(token: string): Promise<Principal>;
  /**
   * Whether the token of a caller that `verify` has answered would be refused by now, its expiry aside.
   * @throws AwarenessError `unavailable`.
   */
  hasEnded(principal: Principal): Promise<boolean>;
}

export interface TokenVerifierOptions {
  /** Keys of own tokens. */
  readonly keys: KeyRing;
  readonly clock: Clock;
  /** Asked for every request, also for tokens verified a moment ago. */
  isRevoked(credential: Credential): Promise<boolean>;
  /** Identity providers whose tokens are accepted as well. */
  readonly providers?: readonly Issuer[];
  /** The built-in OAuth server, once its address is known. */
  readonly builtIn?: () => OwnTokens | undefined;
}

export function createTokenVerifier(options: TokenVerifierOptions): TokenVerifier {
  const { keys, clock, isRevoked, providers = [], builtIn } = options;
  const signedBy: SignedBy = new WeakMap();
  const own = createOwnIssuer(keys, clock, undefined, signedBy);
  const issuers = new Map<string, Issuer>([...providers, own].map((issuer) => [issuer.name, issuer]));
  const verified = createPrincipalCache(clock);

  function issuerOf(name: string): Issuer | undefined {
    const known = issuers.get(name);
    if (known !== undefined || builtIn === undefined) return known;
    const tokens = builtIn();
    if (tokens?.issuer !== name) return undefined;
    const late = createOwnIssuer(keys, clock, tokens, signedBy);
    issuers.set(name, late);
    return late;
  }

  async function verifyInFull(token: string): Promise<Principal> {
    const unverified = parseCompactToken(token);
    const issuer = issuerOf(unverified.issuer);
    if (issuer === undefined) throw new AuthError("invalid_token", undefined, "iss is no issuer known here");
    return issuer.verify(unverified);
  }

  async function hasLostItsIssuer(principal: Principal): Promise<boolean> {
    const issuer = issuerOf(principal.issuer ?? "");
    return (await issuer?.stillVouchesFor?.(principal)) === false;
  }

  return {
    async verify(token) {
      if (token.length > MAX_TOKEN_LENGTH) throw new AuthError("invalid_token");
      // The digest, not the token, is kept: memory holds no credentials of other requests.
      const digest = hash("sha256", token, "base64");
      let principal = verified.get(digest);
      if (principal === undefined || (await hasLostItsIssuer(principal))) {
        principal = await verifyInFull(token);
        verified.put(digest, principal);
      }
      if (await isRevoked(principal)) throw new AuthError("revoked");
      return principal;
    },
    hasEnded: async (principal) => (await hasLostItsIssuer(principal)) || isRevoked(principal),
  };
}
