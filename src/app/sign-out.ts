import { OWN_ISSUER } from "../auth/own-issuer.ts";
import type { Config } from "../config/config.ts";
import { subjectKey } from "../domain/accounts/denial-store.ts";
import { parseOwner } from "../domain/owner.ts";
import type { AppDeps } from "./deps.ts";
import { withStore } from "./open-store.ts";

/** What was taken back. */
export interface SignedOut {
  /** Own tokens that were still valid. */
  readonly tokens: number;
  /** Identities at providers whose tokens issued so far count no more. */
  readonly identities: number;
  /** What clients were allowed. */
  readonly grants: number;
  /** Browsers that were signed in. */
  readonly browsers: number;
}

/**
 * Takes back every token of a user that was issued so far, own ones, those of identity providers and of clients, on every server
 * that shares the database, and signs browsers out. What is stored stays; tokens issued later are good.
 */
export function signOut(config: Config, deps: AppDeps, user: string): Promise<SignedOut> {
  const owner = parseOwner(user, "user");
  return withStore(config, deps, async ({ denials, grants, oauthRecords, tokens, users }) => {
    const now = deps.clock.now();
    // First: a browser that is signed in could let a client in again.
    const browsers = await oauthRecords.removeSessions(owner);
    const identities = await users.identities(owner);
    for (const { issuer, subject } of [{ issuer: OWN_ISSUER, subject: owner }, ...identities]) {
      await denials.deny({ subject: subjectKey(issuer, subject), until: now }, now);
    }
    const valid = (await tokens.list(owner)).filter(
      ({ expiresAt, revokedAt }) => expiresAt > now && revokedAt === undefined,
    );
    for (const { id } of valid) await tokens.revoke(id, now);
    const granted = await grants.list(now, owner);
    for (const { id } of granted) await grants.revoke(id, now);
    return { tokens: valid.length, identities: identities.length, grants: granted.length, browsers };
  });
}
