import type { Database } from "better-sqlite3";
import type { Clock } from "../../domain/clock.ts";
import type { Store } from "../../domain/store.ts";
import { createSqliteAccounts } from "./accounts.ts";
import { createSqliteClients } from "./clients.ts";
import { createSqliteDeletions } from "./deletions.ts";
import { createSqliteDenials } from "./denials.ts";
import { createSqliteGrants } from "./grants.ts";
import { createSqliteIdentities } from "./identities.ts";
import { createSqliteKeys } from "./keys.ts";
import { withLazyStatements } from "./lazy-statements.ts";
import { createSqliteLinks } from "./links.ts";
import { createSqliteOAuthRecords } from "./oauth-records.ts";
import { createSqlitePasskeys } from "./passkeys.ts";
import { createSqliteRateLimits } from "./rate-limits.ts";
import type { Reader } from "./read.ts";
import { createSqliteSessions } from "./sessions.ts";
import { createSqliteTokens } from "./tokens.ts";
import { createSqliteUsers } from "./users.ts";
import type { WriteQueue } from "./write-queue.ts";

interface PeopleOptions {
  /** Where statements are compiled at once. */
  readonly connection: Database;
  readonly db: Database;
  readonly clock: Clock;
  readonly read: Reader;
  readonly queue: WriteQueue;
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

export function createPeople({ connection, db, clock, read, queue }: PeopleOptions): People {
  // Most servers are no OAuth server and never run these.
  const lazy = withLazyStatements(connection);
  return {
    accounts: createSqliteAccounts(db, read),
    identities: createSqliteIdentities(db, read, queue),
    users: createSqliteUsers(connection, read, queue),
    deletions: createSqliteDeletions(connection, queue),
    sessions: createSqliteSessions(db, clock, read, queue),
    tokens: createSqliteTokens(db, read, queue),
    rateLimits: createSqliteRateLimits(db, queue),
    denials: createSqliteDenials(db, read, queue),
    keys: createSqliteKeys(db, read, queue),
    clients: createSqliteClients(lazy, read, queue),
    grants: createSqliteGrants(lazy, read, queue),
    oauthRecords: createSqliteOAuthRecords(lazy, read, queue),
    passkeys: createSqlitePasskeys(lazy, read, queue),
    links: createSqliteLinks(lazy, read, queue),
  };
}
