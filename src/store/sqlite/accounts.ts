import type { Database } from "better-sqlite3";
import type { AccountStore } from "../../domain/accounts/account-store.ts";
import type { Reader } from "./read.ts";

const FIND_TIME_ZONE = /* sql */ `
  SELECT timezone FROM users WHERE id = :owner AND deleted_at IS NULL`;

export function createSqliteAccounts(db: Database, read: Reader): AccountStore {
  const findTimeZone = db.prepare<{ owner: string }, string>(FIND_TIME_ZONE).pluck();
  return { findTimeZone: (owner) => read(() => findTimeZone.get({ owner })) };
}
