import type { Identity } from "../../domain/accounts/identity-store.ts";
import type { UserStore } from "../../domain/accounts/user-store.ts";
import type { Clock } from "../../domain/clock.ts";
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
import { violatedConstraint } from "./errors.ts";
import { plannedSql, sql } from "./sql.ts";
import { EVERYBODY, type Transactions } from "./transactions.ts";
import { updateUser } from "./update-user.ts";

const ADD = sql(/* sql */ `
  INSERT INTO users (id, email, canonical_email, phone, display_name, timezone, created_at)
  VALUES (:id, :address, :canonical, :phone, :displayName, :timeZone, :now)`);

const ADD_IDENTITIES = sql(/* sql */ `
  INSERT INTO identities (issuer, subject, user_id, created_at)
  SELECT issuer, subject, :id, :now FROM unnest(:issuers::text[], :subjects::text[]) i (issuer, subject)`);

const ALLOW = sql(/* sql */ `
  DELETE FROM denied_subjects WHERE subject_hash = ANY(:hashes::bytea[])`);

const LIST = sql(/* sql */ `
  SELECT ${USER_COLUMNS} FROM users WHERE deleted_at IS NULL ORDER BY id`);

const FIND = sql(/* sql */ `
  SELECT ${USER_COLUMNS} FROM users WHERE id = :id AND deleted_at IS NULL`);

const FIND_BY_EMAIL = sql(/* sql */ `
  SELECT ${USER_COLUMNS} FROM users WHERE lower(trim(email)) = :address AND deleted_at IS NULL LIMIT 2`);

const IDENTITIES = sql(/* sql */ `
  SELECT issuer, subject FROM identities WHERE user_id = :id ORDER BY issuer, subject`);

const SET_PASSWORD = sql(/* sql */ `
  UPDATE users SET password_hash = :hash, updated_at = :now WHERE id = :id AND deleted_at IS NULL RETURNING id`);

const FIND_PASSWORD = sql(/* sql */ `
  SELECT password_hash AS hash FROM users WHERE id = :id AND deleted_at IS NULL`);

const COUNTS = OWNED_TABLES.map((name) =>
  plannedSql(`SELECT count(*) AS count FROM ${name} WHERE owner_id = :owner`),
);

const HOLDINGS = plannedSql(/* sql */ `
  SELECT (SELECT count(*) FROM entries e WHERE e.owner_id = :owner AND ${IS_LIVE}) AS live,
         (SELECT count(*) FROM tokens WHERE owner_id = :owner AND revoked_at IS NULL AND expires_at > :now) AS valid_tokens,
         (SELECT count(*) FROM sessions WHERE owner_id = :owner AND expires_at > :now) AS open_sessions,
         (SELECT count(*) FROM oauth_grants
           WHERE owner_id = :owner AND revoked_at IS NULL AND expires_at > :now) AS valid_grants,
         greatest((SELECT max(changed_at) FROM entries WHERE owner_id = :owner),
                  (SELECT max(at) FROM reads WHERE owner_id = :owner),
                  (SELECT max(at) FROM actions WHERE owner_id = :owner),
                  (SELECT max(touched_at) FROM sessions WHERE owner_id = :owner)) AS last_at`);

/** To count a million of rows takes a while. */
const PATIENCE = { timeoutMs: 120_000 };

export interface UsersOptions {
  readonly transactions: Transactions;
  readonly clock: Clock;
}

export function createPostgresUsers({ transactions }: UsersOptions): UserStore {
  return {
    async add(user, now) {
      const { id, identities } = user;
      try {
        await transactions.write(id, async (session) => {
          session.send(ADD, toUserValues(user, now));
          if (identities.length === 0) return;
          const issuers = identities.map(({ issuer }) => issuer);
          const subjects = identities.map(({ subject }) => subject);
          session.send(ADD_IDENTITIES, { id, now, issuers, subjects });
          session.send(ALLOW, { hashes: identities.map(identityHash) });
        });
      } catch (error) {
        throw explain(error);
      }
    },

    async update(id, changes, now) {
      try {
        return await transactions.write(id, (session) => updateUser(session, id, changes, now));
      } catch (error) {
        throw explain(error);
      }
    },

    list: () =>
      transactions.read(EVERYBODY, async (session) => (await session.all<UserRow>(LIST, {})).map(toUser)),

    find: (id) =>
      transactions.read(id, async (session) => {
        const row = await session.get<UserRow>(FIND, { id });
        return row === undefined ? undefined : toUser(row);
      }),

    findByEmail: (address) =>
      transactions.read(EVERYBODY, async (session) => {
        const [row, ...others] = await session.all<UserRow>(FIND_BY_EMAIL, { address });
        return row === undefined || others.length > 0 ? undefined : toUser(row);
      }),

    identities: (id) => transactions.read(id, (session) => session.all<Identity>(IDENTITIES, { id })),

    holdings: (owner, now) =>
      transactions.read(
        owner,
        async (session) => {
          const more = session.get<HoldingCounts>(HOLDINGS, { owner, now });
          const counts = COUNTS.map((count) => session.get<{ readonly count: number }>(count, { owner }));
          const [last, ...found] = await Promise.all([more, ...counts]);
          return toHoldings(
            found.map((row) => row?.count ?? 0),
            last as HoldingCounts,
          );
        },
        PATIENCE,
      ),

    setPassword: async (id, hash, now) =>
      (await transactions.one(id, SET_PASSWORD, { id, hash, now })).length > 0,

    findPassword: (id) =>
      transactions.read(id, async (session) => {
        const row = await session.get<{ readonly hash: string | null }>(FIND_PASSWORD, { id });
        return row?.hash ?? undefined;
      }),
  };
}

const CONSTRAINTS: Readonly<Record<string, Taken>> = {
  users_pkey: "id",
  users_canonical_email_key: "email",
  identities_pkey: "identity",
};

function explain(error: unknown): unknown {
  const taken = CONSTRAINTS[violatedConstraint(error) ?? ""];
  return taken === undefined ? error : takenError(taken, error);
}
