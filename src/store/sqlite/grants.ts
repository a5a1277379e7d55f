import type { Database } from "better-sqlite3";
import type { GrantStore } from "../../domain/oauth/grant-store.ts";
import { GRANT_COLUMNS, type GrantRow, toGrant, toGrantValues } from "../shared/grant-row.ts";
import type { Reader } from "./read.ts";
import type { WriteQueue } from "./write-queue.ts";

/** A use that was noted meanwhile stays. */
const SAVE = /* sql */ `
  INSERT INTO oauth_grants AS g (${GRANT_COLUMNS})
  VALUES (:owner, :id, :clientId, :clientName, :redirectHost, :scopes, :sources, :payload, :createdAt, :usedAt,
          :expiresAt, :revokedAt)
      ON CONFLICT (id) DO UPDATE
     SET client_id = excluded.client_id, client_name = excluded.client_name, redirect_host = excluded.redirect_host,
         scopes = excluded.scopes, sources = excluded.sources, payload = excluded.payload,
         created_at = excluded.created_at, expires_at = excluded.expires_at, revoked_at = excluded.revoked_at,
         used_at = coalesce(max(g.used_at, excluded.used_at), g.used_at, excluded.used_at)
   WHERE g.owner_id = excluded.owner_id AND g.revoked_at IS NULL`;

const FIND = /* sql */ `
  SELECT ${GRANT_COLUMNS} FROM oauth_grants WHERE id = :id`;

const USE = /* sql */ `
  UPDATE oauth_grants SET used_at = max(coalesce(used_at, :now), :now) WHERE id = :id`;

const LIST_OF_OWNER = /* sql */ `
  SELECT ${GRANT_COLUMNS} FROM oauth_grants
   WHERE owner_id = :owner AND revoked_at IS NULL AND expires_at > :now
   ORDER BY created_at DESC, id DESC`;

const LIST_ALL = /* sql */ `
  SELECT ${GRANT_COLUMNS} FROM oauth_grants
   WHERE revoked_at IS NULL AND expires_at > :now
   ORDER BY created_at DESC, id DESC`;

const REVOKE = /* sql */ `
  UPDATE oauth_grants SET revoked_at = :now WHERE id = :id AND revoked_at IS NULL AND expires_at > :now`;

const REVOKE_CLIENT = /* sql */ `
  UPDATE oauth_grants SET revoked_at = :now
   WHERE client_id = :clientId AND revoked_at IS NULL AND expires_at > :now
  RETURNING id`;

const REVOKE_CLIENT_OF_OWNER = /* sql */ `
  UPDATE oauth_grants SET revoked_at = :now
   WHERE owner_id = :owner AND client_id = :clientId AND revoked_at IS NULL AND expires_at > :now
  RETURNING id`;

const REMOVE_RECORDS = /* sql */ `
  DELETE FROM oauth_records WHERE grant_id = :id AND kind IN ('code', 'refresh')`;

const LIST_REVOKED = /* sql */ `
  SELECT id FROM oauth_grants INDEXED BY oauth_grants_revoked WHERE revoked_at > :since`;

const COUNT_WRITES = /* sql */ `
  SELECT (SELECT count(*) FROM entries INDEXED BY entries_by_client
           WHERE owner_id = :owner AND client_id = :clientId)
       + (SELECT count(*) FROM entry_versions INDEXED BY entry_versions_by_client
           WHERE owner_id = :owner AND client_id = :clientId)`;

const SWEEP = /* sql */ `
  DELETE FROM oauth_grants WHERE revoked_at < :before OR expires_at < :before`;

export function createSqliteGrants(db: Database, read: Reader, queue: WriteQueue): GrantStore {
  const save = db.prepare(SAVE);
  const find = db.prepare<unknown[], GrantRow>(FIND);
  const use = db.prepare(USE);
  const listOfOwner = db.prepare<unknown[], GrantRow>(LIST_OF_OWNER);
  const listAll = db.prepare<unknown[], GrantRow>(LIST_ALL);
  const revoke = db.prepare(REVOKE);
  const revokeClient = db.prepare<unknown[], string>(REVOKE_CLIENT).pluck();
  const revokeClientOfOwner = db.prepare<unknown[], string>(REVOKE_CLIENT_OF_OWNER).pluck();
  const removeRecords = db.prepare(REMOVE_RECORDS);
  const listRevoked = db.prepare<unknown[], string>(LIST_REVOKED).pluck();
  const countWrites = db.prepare<unknown[], number>(COUNT_WRITES).pluck();
  const sweep = db.prepare(SWEEP);

  return {
    async save(grant) {
      await queue.run(() => save.run(toGrantValues(grant)));
    },
    find: (id) =>
      read(() => {
        const row = find.get({ id });
        return row === undefined ? undefined : toGrant(row);
      }),
    async use(id, now) {
      await queue.run(() => use.run({ id, now }));
    },
    list: (now, owner) =>
      read(() => (owner === undefined ? listAll.all({ now }) : listOfOwner.all({ now, owner })).map(toGrant)),
    revoke: (id, now) =>
      queue.run(() => {
        const { changes } = revoke.run({ id, now });
        removeRecords.run({ id });
        return changes > 0;
      }),
    revokeClient: (clientId, now, owner) =>
      queue.run(() => {
        const ids =
          owner === undefined
            ? revokeClient.all({ clientId, now })
            : revokeClientOfOwner.all({ clientId, now, owner });
        for (const id of ids) removeRecords.run({ id });
        return ids.length;
      }),
    listRevoked: (since) => read(() => listRevoked.all({ since })),
    countWrites: (owner, clientId) => read(() => countWrites.get({ owner, clientId }) ?? 0),
    sweep: (before) => queue.run(() => sweep.run({ before }).changes),
  };
}
