import { subjectKey } from "../../domain/accounts/denial-store.ts";
import type { Identity, IdentityStore } from "../../domain/accounts/identity-store.ts";
import type { Clock } from "../../domain/clock.ts";
import { type OwnerId, parseOwner } from "../../domain/owner.ts";
import { NoAccountError } from "../no-account-error.ts";
import type { Caller } from "./external-claims.ts";

/** How long an answer about an identity counts, ms: a deleted user is out after so long. */
const MAX_AGE_MS = 2_000;
const MAX_ENTRIES = 20_000;

/** From an identity at a provider to the owner of a memory. */
export interface Accounts {
  /**
   * Whose memory the caller uses: that of the user with this identity, else of the one user with the verified e-mail
   * address, else of a user made on the spot where that is allowed.
   * @throws NoAccountError when there is none; AwarenessError `unavailable` when the database cannot say.
   */
  admit(caller: Caller, autoProvision: boolean): Promise<OwnerId>;
  /**
   * Whether the identity is still that owner's; asked for every request. While the database is away the last answer counts.
   * @throws AwarenessError `unavailable` when there was no answer yet.
   */
  isOwner(identity: Identity, owner: OwnerId): Promise<boolean>;
}

export interface AccountsOptions {
  readonly identities: IdentityStore;
  readonly clock: Clock;
}

interface Entry {
  owner: OwnerId | undefined;
  askedAt: number;
  asking: Promise<void> | undefined;
}

export function createAccounts({ identities, clock }: AccountsOptions): Accounts {
  const entries = new Map<string, Entry>();

  function keep(identity: Identity, owner: OwnerId | undefined): OwnerId | undefined {
    const key = subjectKey(identity.issuer, identity.subject);
    entries.delete(key);
    entries.set(key, { owner, askedAt: clock.now(), asking: undefined });
    const oldest = entries.keys().next();
    if (entries.size > MAX_ENTRIES && oldest.done !== true) entries.delete(oldest.value);
    return owner;
  }

  /** What was found a moment ago. */
  function recall({ issuer, subject }: Identity): Entry | undefined {
    const entry = entries.get(subjectKey(issuer, subject));
    const age = entry === undefined ? Number.POSITIVE_INFINITY : clock.now() - entry.askedAt;
    return age >= 0 && age < MAX_AGE_MS ? entry : undefined;
  }

  async function ask(identity: Identity, entry: Entry): Promise<void> {
    try {
      entry.owner = await identities.findUser(identity);
    } finally {
      entry.askedAt = clock.now();
      entry.asking = undefined;
    }
  }

  async function tie({ identity, profile }: Caller, autoProvision: boolean): Promise<OwnerId | undefined> {
    const now = clock.now();
    const { verifiedEmail } = profile;
    const linked =
      verifiedEmail === undefined ? undefined : await identities.link(identity, verifiedEmail, now);
    if (linked !== undefined || !autoProvision) return linked;
    // The hash, not the subject: two issuers may have the same one, and no subject is the name of a user of ours.
    const id = parseOwner(`oidc-${subjectKey(identity.issuer, identity.subject)}`);
    return identities.provision(identity, id, profile, now);
  }

  return {
    async admit(caller, autoProvision) {
      const { identity } = caller;
      const recalled = recall(identity);
      if (recalled !== undefined) return ownerOf(identity, recalled.owner);
      const owner = await identities.findUser(identity);
      return ownerOf(identity, keep(identity, owner ?? (await tie(caller, autoProvision))));
    },

    async isOwner(identity, owner) {
      const fresh = recall(identity);
      if (fresh !== undefined) return fresh.owner === owner;
      const entry = entries.get(subjectKey(identity.issuer, identity.subject));
      if (entry === undefined) return keep(identity, await identities.findUser(identity)) === owner;
      entry.asking ??= ask(identity, entry);
      // The token itself was verified a minute ago at most, and so was this.
      await entry.asking.catch(() => undefined);
      return entry.owner === owner;
    },
  };
}

/** Nobody signs in as an owner whom `parseOwner` refuses, whatever the table of users says. */
function ownerOf(identity: Identity, owner: OwnerId | undefined): OwnerId {
  if (owner === undefined) throw new NoAccountError(identity.issuer);
  try {
    return parseOwner(owner);
  } catch {
    throw new NoAccountError(identity.issuer);
  }
}
