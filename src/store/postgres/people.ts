import type { Clock } from "../../domain/clock.ts";
import type { Store } from "../../domain/store.ts";
import { createPostgresAccounts } from "./accounts.ts";
import { createPostgresClients } from "./clients.ts";
import { createPostgresDeletions } from "./deletions.ts";
import { createPostgresDenials } from "./denials.ts";
import { createPostgresGrants } from "./grants.ts";
import { createPostgresIdentities } from "./identities.ts";
import { createPostgresKeys } from "./keys.ts";
import { createPostgresLinks } from "./links.ts";
import { createPostgresOAuthRecords } from "./oauth-records.ts";
import { createPostgresPasskeys } from "./passkeys.ts";
import { createPostgresRateLimits } from "./rate-limits.ts";
import { createPostgresSessions } from "./sessions.ts";
import { createPostgresTokens } from "./tokens.ts";
import type { Transactions } from "./transactions.ts";
import { createPostgresUsers } from "./users.ts";

interface PeopleOptions {
  readonly transactions: Transactions;
  readonly clock: Clock;
}

/** The ports that are about people and their credentials, not about what they store. */
export type People = Pick<
  Store,
  | "accounts"
  | "identities"
  | "users"
  | "deletions"
  | "sessions"
  | "tokens"
  | "rateLimits"
  | "denials"
  | "keys"
  | "clients"
  | "grants"
  | "oauthRecords"
  | "passkeys"
  | "links"
>;

export function createPeople(parts: PeopleOptions): People {
  return {
    accounts: createPostgresAccounts(parts),
    identities: createPostgresIdentities(parts),
    users: createPostgresUsers(parts),
    deletions: createPostgresDeletions(parts),
    sessions: createPostgresSessions(parts),
    tokens: createPostgresTokens(parts),
    rateLimits: createPostgresRateLimits(parts),
    denials: createPostgresDenials(parts),
    keys: createPostgresKeys(parts),
    clients: createPostgresClients(parts),
    grants: createPostgresGrants(parts),
    oauthRecords: createPostgresOAuthRecords(parts),
    passkeys: createPostgresPasskeys(parts),
    links: createPostgresLinks(parts),
  };
}
