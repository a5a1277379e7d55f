import { type DenialStore, subjectKey } from "../domain/accounts/denial-store.ts";
import type { TokenStore } from "../domain/accounts/token-store.ts";
import type { Clock } from "../domain/clock.ts";
import type { GrantStore } from "../domain/oauth/grant-store.ts";
import type { Principal } from "../domain/principal.ts";
import { CLOCK_TOLERANCE_SECONDS } from "./claims.ts";
import { OWN_ISSUER } from "./own-issuer.ts";
import { createRefreshed } from "./refreshed.ts";

/** What of a caller decides whether the token was taken back. */
export type Credential = Pick<Principal, "tokenId" | "grantId" | "issuer" | "subject" | "issuedAt">;

export interface RevocationList {
  /**
   * Whether the token itself was revoked, the grant it belongs to, or all tokens that its subject had by a certain time. A token
   * of a grant is held to the denials of own tokens: its `sub` is an owner id, whatever the URL that its issuer is known by.
   * @throws AwarenessError `unavailable` when the list could never be read so far.
   */
  isRevoked(credential: Credential): Promise<boolean>;
}

export interface RevocationListOptions {
  readonly tokens: Pick<TokenStore, "listRevoked">;
  readonly denials: Pick<DenialStore, "list">;
  /** Absent where no token belongs to a grant. */
  readonly grants?: Pick<GrantStore, "listRevoked">;
  readonly clock: Clock;
  /** How old the list may be, ms. */
  readonly maxAgeMs?: number;
}

interface Revoked {
  readonly tokens: ReadonlySet<string>;
  readonly grants: ReadonlySet<string>;
  /** Until when (ms since 1970) by subject; infinite for all times. */
  readonly subjects: ReadonlyMap<string, number>;
}

/** Longer than any access token of a grant is accepted, ms: 15 minutes and the tolerance of clocks. */
const GRANT_TOKENS_MS = 20 * 60_000;

/**
 * The ids of revoked tokens and grants, and the subjects that are kept out, read at most once per `maxAgeMs` by one query at a time and table.
 * While the database is down the last known list stays in force, and requests hardly wait for a newer one.
 */
export function createRevocationList(options: RevocationListOptions): RevocationList {
  const { tokens, denials, grants, clock, maxAgeMs = 2000 } = options;
  const list = createRefreshed<Revoked>({
    clock,
    maxAgeMs,
    async load() {
      // Tokens are accepted a little past their end, so revocations must outlive it as well.
      const revoked = await tokens.listRevoked(clock.now() - CLOCK_TOLERANCE_SECONDS * 1000);
      const denied = await denials.list();
      const granted = (await grants?.listRevoked(clock.now() - GRANT_TOKENS_MS)) ?? [];
      const until = denied.map(
        (denial) => [denial.subject, denial.until ?? Number.POSITIVE_INFINITY] as const,
      );
      return { tokens: new Set(revoked), grants: new Set(granted), subjects: new Map(until) };
    },
  });
  const keys = new WeakMap<Credential, string>();
  const isDenied = (subjects: Revoked["subjects"], credential: Credential): boolean => {
    const { grantId, subject, issuedAt = Number.NEGATIVE_INFINITY } = credential;
    const issuer = grantId === undefined ? credential.issuer : OWN_ISSUER;
    if (subjects.size === 0 || issuer === undefined || subject === undefined) return false;
    const key = keys.get(credential) ?? subjectKey(issuer, subject);
    keys.set(credential, key);
    const until = subjects.get(key);
    return until !== undefined && issuedAt * 1000 <= until;
  };
  return {
    async isRevoked(credential) {
      const { tokenId, grantId } = credential;
      const revoked = await list.get();
      if (tokenId !== undefined && revoked.tokens.has(tokenId)) return true;
      if (grantId !== undefined && revoked.grants.has(grantId)) return true;
      return isDenied(revoked.subjects, credential);
    },
  };
}
