import { errors, type JWTPayload, jwtVerify } from "jose";
import type { ProviderAlgorithm, ProviderSettings } from "../../domain/accounts/provider-settings.ts";
import type { Clock } from "../../domain/clock.ts";
import type { Principal } from "../../domain/principal.ts";
import type { Logger } from "../../telemetry/logger.ts";
import { AuthError } from "../auth-error.ts";
import { CLOCK_TOLERANCE_SECONDS } from "../claims.ts";
import type { UnverifiedToken } from "../compact-token.ts";
import type { Issuer } from "../own-issuer.ts";
import type { Accounts } from "./accounts.ts";
import { readCaller } from "./external-claims.ts";
import type { Resolve } from "./guarded-fetch.ts";
import { createKeyCache } from "./key-cache.ts";
import { createKeyLoader, FETCH_TIMEOUT_MS } from "./key-loader.ts";
import { ProviderError } from "./provider-error.ts";

export interface ProviderIssuerOptions {
  readonly settings: ProviderSettings;
  readonly accounts: Accounts;
  readonly clock: Clock;
  readonly log: Logger;
  /** Whether the subject is kept out, for all tokens or for those issued so early; nobody is, when left out. */
  isDenied?(credential: Pick<Principal, "issuer" | "subject" | "issuedAt">): Promise<boolean>;
  /** For all documents of one attempt, ms; 5 s when left out. */
  readonly fetchTimeoutMs?: number;
  /** How names become addresses; the system's way when left out. */
  readonly resolve?: Resolve;
}

/** The `typ` of an access token (RFC 9068 section 2.1), and what others say or leave out. */
const MARKED = "at+jwt";
const UNMARKED: readonly unknown[] = ["jwt", undefined];

/**
 * Verifies the access tokens of an identity provider. Its keys are fetched when the first token comes, so a provider that is
 * down keeps neither the server from starting nor others out.
 */
export function createProviderIssuer(options: ProviderIssuerOptions): Issuer {
  const { settings, accounts, clock, log, fetchTimeoutMs = FETCH_TIMEOUT_MS, resolve } = options;
  const { isDenied = async () => false } = options;
  const { issuer } = settings;
  const keys = createKeyCache({
    load: createKeyLoader({ settings, clock, log, timeoutMs: fetchTimeoutMs, resolve }),
    clock,
    onFailure: (error) =>
      log.warn({ issuer, reason: reasonOf(error) }, "an identity provider's keys could not be had"),
    onUnusableKey: () =>
      log.error({ issuer }, "an identity provider signs with a key that is too weak or damaged"),
  });

  async function readPayload(token: UnverifiedToken, algorithm: ProviderAlgorithm): Promise<JWTPayload> {
    const { kid } = token.header;
    const key = await keys.find(typeof kid === "string" ? kid : undefined, algorithm);
    try {
      const { payload } = await jwtVerify(token.compact, key, {
        algorithms: [algorithm],
        issuer,
        audience: [...settings.audiences],
        requiredClaims: ["exp", "iat", "sub"],
        clockTolerance: CLOCK_TOLERANCE_SECONDS,
        currentDate: new Date(clock.now()),
      });
      return payload;
    } catch (error) {
      throw toAuthError(error);
    }
  }

  return {
    name: issuer,
    async verify(token) {
      const { alg, typ } = token.header;
      const algorithm = settings.algorithms.find((known) => known === alg);
      const type = normalizeType(typ);
      const isMarked = type === MARKED;
      if (algorithm === undefined) throw refused(`alg is none of ${settings.algorithms.join(", ")}`);
      if (!isMarked && !(settings.tokenType === "any" && UNMARKED.includes(type))) {
        throw refused("typ is not at+jwt; AWARENESS_OAUTH_TOKEN_TYPE=any also accepts JWT and none");
      }
      const payload = await readPayload(token, algorithm);
      const caller = readCaller(payload, settings, isMarked, Math.floor(clock.now() / 1000));
      // Before anything is made for them: whoever was deleted does not come back by themselves.
      if (await isDenied(caller.rest)) throw new AuthError("revoked");
      return { ...caller.rest, owner: await accounts.admit(caller, settings.autoProvision) };
    },
    stillVouchesFor: ({ subject = "", owner }) => accounts.isOwner({ issuer, subject }, owner),
  };
}

function refused(detail: string): AuthError {
  return new AuthError("invalid_token", undefined, detail);
}

/** In lower case and without `application/` (RFC 7515 section 4.1.9). */
function normalizeType(typ: unknown): unknown {
  return typeof typ === "string" ? typ.toLowerCase().replace(/^application\//, "") : typ;
}

function toAuthError(error: unknown): unknown {
  if (error instanceof errors.JWTExpired) return new AuthError("expired", error);
  if (!(error instanceof errors.JOSEError)) return error;
  const claim = error instanceof errors.JWTClaimValidationFailed ? ` (${error.claim})` : "";
  return new AuthError("invalid_token", error, `${error.code}${claim}`);
}

function reasonOf(error: unknown): string {
  return error instanceof ProviderError ? error.message : "has keys that cannot be read";
}
