import type { Database } from "better-sqlite3";
import type { Clock } from "../../domain/clock.ts";
import type { Store } from "../../domain/store.ts";
import { createSqliteAccounts } from "./accounts.ts";
import { createSqliteDeletions } from "./deletions.ts";
import { createSqliteDenials } from "./denials.ts";
import { createSqliteIdentities } from "./identities.ts";
import { createSqliteKeys } from "./keys.ts";
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
>;

export function createPeople({ connection, db, clock, read, queue }: PeopleOptions): People {
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
  };
}
