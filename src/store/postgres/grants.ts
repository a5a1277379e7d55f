import type { GrantStore } from "../../domain/oauth/grant-store.ts";
import { GRANT_COLUMNS, type GrantRow, toGrant, toGrantValues } from "../shared/grant-row.ts";
import { sql } from "./sql.ts";
import { EVERYBODY, type Transactions } from "./transactions.ts";

/** A use that was noted meanwhile stays. */
const SAVE = sql(/* sql */ `
  INSERT INTO oauth_grants AS g (${GRANT_COLUMNS})
  VALUES (:owner, :id, :clientId, :clientName, :redirectHost, :scopes, :sources, :payload, :createdAt, :usedAt,
          :expiresAt, :revokedAt)
      ON CONFLICT (id) DO UPDATE
     SET client_id = excluded.client_id, client_name = excluded.client_name, redirect_host = excluded.redirect_host,
         scopes = excluded.scopes, sources = excluded.sources, payload = excluded.payload,
         created_at = excluded.created_at, expires_at = excluded.expires_at, revoked_at = excluded.revoked_at,
         used_at = greatest(g.used_at, excluded.used_at)
   WHERE g.owner_id = excluded.owner_id AND g.revoked_at IS NULL`);

const FIND = sql(/* sql */ `
  SELECT ${GRANT_COLUMNS} FROM oauth_grants WHERE id = :id`);

const USE = sql(/* sql */ `
  UPDATE oauth_grants SET used_at = greatest(used_at, :now::bigint) WHERE id = :id`);

const LIST_OF_OWNER = sql(/* sql */ `
  SELECT ${GRANT_COLUMNS} FROM oauth_grants
   WHERE owner_id = :owner AND revoked_at IS NULL AND expires_at > :now
   ORDER BY created_at DESC, id DESC`);

const LIST_ALL = sql(/* sql */ `
  SELECT ${GRANT_COLUMNS} FROM oauth_grants
   WHERE revoked_at IS NULL AND expires_at > :now
   ORDER BY created_at DESC, id DESC`);

const REVOKE = sql(/* sql */ `
  WITH removed AS (
    DELETE FROM oauth_records WHERE grant_id = :id AND kind IN ('code', 'refresh')
  )
  UPDATE oauth_grants SET revoked_at = :now
   WHERE id = :id AND revoked_at IS NULL AND expires_at > :now
  RETURNING id`);

/** Locks in one order, so that two that take back the same grants never wait for each other. */
const revokeClient = (whose: string) =>
  sql(/* sql */ `
  WITH meant AS (
    SELECT id FROM oauth_grants
     WHERE ${whose}client_id = :clientId AND revoked_at IS NULL AND expires_at > :now
     ORDER BY id
       FOR UPDATE
  ), removed AS (
    DELETE FROM oauth_records r USING meant
     WHERE r.grant_id = meant.id AND r.kind IN ('code', 'refresh')
  )
  UPDATE oauth_grants g SET revoked_at = :now FROM meant WHERE g.id = meant.id RETURNING g.id`);

const REVOKE_CLIENT = revokeClient("");
const REVOKE_CLIENT_OF_OWNER = revokeClient("owner_id = :owner AND ");

const LIST_REVOKED = sql(/* sql */ `
  SELECT id FROM oauth_grants WHERE revoked_at > :since`);

const COUNT_WRITES = sql(/* sql */ `
  SELECT (SELECT count(*) FROM entries WHERE owner_id = :owner AND client_id = :clientId)
       + (SELECT count(*) FROM entry_versions WHERE owner_id = :owner AND client_id = :clientId) AS count`);

const SWEEP = sql(/* sql */ `
  DELETE FROM oauth_grants WHERE revoked_at < :before OR expires_at < :before RETURNING id`);

export interface GrantsOptions {
  readonly transactions: Transactions;
}

export function createPostgresGrants({ transactions }: GrantsOptions): GrantStore {
  return {
    async save(grant) {
      await transactions.one(EVERYBODY, SAVE, toGrantValues(grant));
    },
    find: (id) =>
      transactions.read(EVERYBODY, async (session) => {
        const row = await session.get<GrantRow>(FIND, { id });
        return row === undefined ? undefined : toGrant(row);
      }),
    async use(id, now) {
      await transactions.one(EVERYBODY, USE, { id, now });
    },
    list: (now, owner) =>
      transactions.read(owner ?? EVERYBODY, async (session) => {
        const rows =
          owner === undefined
            ? await session.all<GrantRow>(LIST_ALL, { now })
            : await session.all<GrantRow>(LIST_OF_OWNER, { now, owner });
        return rows.map(toGrant);
      }),
    revoke: async (id, now) => (await transactions.one(EVERYBODY, REVOKE, { id, now })).length > 0,
    async revokeClient(clientId, now, owner) {
      const revoked =
        owner === undefined
          ? await transactions.one(EVERYBODY, REVOKE_CLIENT, { clientId, now })
          : await transactions.one(owner, REVOKE_CLIENT_OF_OWNER, { clientId, now, owner });
      return revoked.length;
    },
    listRevoked: (since) =>
      transactions.read(EVERYBODY, async (session) =>
        (await session.all<{ readonly id: string }>(LIST_REVOKED, { since })).map(({ id }) => id),
      ),
    countWrites: (owner, clientId) =>
      transactions.read(owner, async (session) => {
        const row = await session.get<{ readonly count: number }>(COUNT_WRITES, { owner, clientId });
        return row?.count ?? 0;
      }),
    sweep: async (before) => (await transactions.one(EVERYBODY, SWEEP, { before })).length,
  };
}
