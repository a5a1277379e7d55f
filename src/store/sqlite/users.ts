import type { Database } from "better-sqlite3";
import type { Identity } from "../../domain/accounts/identity-store.ts";
import type { UserStore } from "../../domain/accounts/user-store.ts";
import { identityHash } from "../shared/deletion-note.ts";
import { IS_LIVE } from "../shared/entry-row.ts";
import { OWNED_TABLES } from "../shared/owned-tables.ts";
import {
  type HoldingCounts,
  type Taken,
  takenError,
  toHoldings,
  toUser,
  toUserValues,
  USER_COLUMNS,
  type UserRow,
} from "../shared/user-row.ts";
import { createSnapshot, type Reader } from "./read.ts";
import { updateUser } from "./update-user.ts";
import type { WriteQueue } from "./write-queue.ts";

const ADD = /* sql */ `
  INSERT INTO users (id, email, canonical_email, phone, display_name, timezone, created_at)
  VALUES (:id, :address, :canonical, :phone, :displayName, :timeZone, :now)`;

const ADD_IDENTITY = /* sql */ `
  INSERT INTO identities (issuer, subject, user_id, created_at) VALUES (:issuer, :subject, :id, :now)`;

const ALLOW = /* sql */ `
  DELETE FROM denied_subjects WHERE subject_hash = ?`;

const LIST = /* sql */ `
  SELECT ${USER_COLUMNS} FROM users WHERE deleted_at IS NULL ORDER BY id`;

const FIND = /* sql */ `
  SELECT ${USER_COLUMNS} FROM users WHERE id = :id AND deleted_at IS NULL`;

const FIND_BY_EMAIL = /* sql */ `
  SELECT ${USER_COLUMNS} FROM users WHERE lower(trim(email)) = :address AND deleted_at IS NULL LIMIT 2`;

const IDENTITIES = /* sql */ `
  SELECT issuer, subject FROM identities WHERE user_id = :id ORDER BY issuer, subject`;

const SET_PASSWORD = /* sql */ `
  UPDATE users SET password_hash = :hash, updated_at = :now WHERE id = :id AND deleted_at IS NULL`;

const FIND_PASSWORD = /* sql */ `
  SELECT password_hash FROM users WHERE id = :id AND deleted_at IS NULL`;

const HOLDINGS = /* sql */ `
  SELECT (SELECT count(*) FROM entries e WHERE e.owner_id = :owner AND ${IS_LIVE}) AS live,
         (SELECT count(*) FROM tokens WHERE owner_id = :owner AND revoked_at IS NULL AND expires_at > :now) AS valid_tokens,
         (SELECT count(*) FROM sessions WHERE owner_id = :owner AND expires_at > :now) AS open_sessions,
         (SELECT count(*) FROM oauth_grants
           WHERE owner_id = :owner AND revoked_at IS NULL AND expires_at > :now) AS valid_grants,
         (SELECT max(at) FROM (
            SELECT max(changed_at) AS at FROM entries WHERE owner_id = :owner
            UNION ALL SELECT max(at) FROM reads WHERE owner_id = :owner
            UNION ALL SELECT max(at) FROM actions WHERE owner_id = :owner
            UNION ALL SELECT max(touched_at) FROM sessions WHERE owner_id = :owner)) AS last_at`;

/** A command of a moment needs few of these, so each is prepared when it is used. */
export function createSqliteUsers(db: Database, read: Reader, queue: WriteQueue): UserStore {
  const snapshot = createSnapshot(db);

  return {
    async add(user, now) {
      const { id, identities } = user;
      await queue.run(() => {
        try {
          db.prepare(ADD).run(toUserValues(user, now));
          for (const { issuer, subject } of identities) {
            db.prepare(ADD_IDENTITY).run({ issuer, subject, id, now });
            db.prepare(ALLOW).run(identityHash({ issuer, subject }));
          }
        } catch (error) {
          throw explain(error);
        }
      });
    },
    update: (id, changes, now) =>
      queue.run(() => {
        try {
          return updateUser(db, id, changes, now);
        } catch (error) {
          throw explain(error);
        }
      }),
    list: () => read(() => db.prepare<[], UserRow>(LIST).all().map(toUser)),
    find: (id) =>
      read(() => {
        const row = db.prepare<{ id: string }, UserRow>(FIND).get({ id });
        return row === undefined ? undefined : toUser(row);
      }),
    findByEmail: (address) =>
      read(() => {
        const [row, ...others] = db.prepare<{ address: string }, UserRow>(FIND_BY_EMAIL).all({ address });
        return row === undefined || others.length > 0 ? undefined : toUser(row);
      }),
    identities: (id) => read(() => db.prepare<{ id: string }, Identity>(IDENTITIES).all({ id })),
    holdings: (owner, now) =>
      read(() =>
        snapshot(() => {
          const count = (name: string) =>
            db.prepare<unknown[], number>(`SELECT count(*) FROM ${name} WHERE owner_id = :owner`).pluck();
          const counts = OWNED_TABLES.map((name) => count(name).get({ owner }) ?? 0);
          const more = db.prepare<unknown[], HoldingCounts>(HOLDINGS).get({ owner, now });
          return toHoldings(counts, more as HoldingCounts);
        }),
      ),
    setPassword: (id, hash, now) =>
      queue.run(() => db.prepare(SET_PASSWORD).run({ id, hash, now }).changes > 0),
    findPassword: (id) =>
      read(() => db.prepare<{ id: string }, string | null>(FIND_PASSWORD).pluck().get({ id }) ?? undefined),
  };
}

/** By what SQLite says of the columns (https://www.sqlite.org/rescode.html#constraint_unique). */
const CONSTRAINTS: readonly (readonly [string, Taken])[] = [
  ["users.id", "id"],
  ["users.canonical_email", "email"],
  ["identities.issuer", "identity"],
];

function explain(error: unknown): unknown {
  const message = error instanceof Error ? error.message : "";
  const found = CONSTRAINTS.find(([columns]) => message.startsWith(`UNIQUE constraint failed: ${columns}`));
  return found === undefined ? error : takenError(found[1], error);
}
