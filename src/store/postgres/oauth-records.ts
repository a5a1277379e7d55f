import type { RecordStore } from "../../domain/oauth/record-store.ts";
import {
  type OAuthRecordRow,
  RECORD_COLUMNS,
  toOAuthRecord,
  toOAuthRecordValues,
} from "../shared/oauth-record-row.ts";
import { type Parameters, type Statement, sql } from "./sql.ts";
import { EVERYBODY, type Transactions } from "./transactions.ts";

const SAVE = sql(/* sql */ `
  INSERT INTO oauth_records (${RECORD_COLUMNS})
  VALUES (:kind, :key, :payload, :owner, :grantId, :uid, :expiresAt, :consumedAt, :answer)
      ON CONFLICT (kind, key) DO UPDATE
     SET payload = excluded.payload, owner_id = excluded.owner_id, grant_id = excluded.grant_id, uid = excluded.uid,
         expires_at = excluded.expires_at`);

const FIND = sql(/* sql */ `
  SELECT ${RECORD_COLUMNS} FROM oauth_records WHERE kind = :kind AND key = :key`);

const FIND_BY_UID = sql(/* sql */ `
  SELECT ${RECORD_COLUMNS} FROM oauth_records
   WHERE uid = :uid AND kind = :kind
   ORDER BY expires_at DESC, key LIMIT 1`);

/** Who comes second waits for the first, and then finds the record consumed. */
const CONSUME = sql(/* sql */ `
  UPDATE oauth_records SET consumed_at = :now
   WHERE kind = :kind AND key = :key AND consumed_at IS NULL
  RETURNING key`);

const KEEP_ANSWER = sql(/* sql */ `
  UPDATE oauth_records SET answer = :answer WHERE kind = :kind AND key = :key AND consumed_at IS NOT NULL`);

const REMOVE = sql(/* sql */ `
  DELETE FROM oauth_records WHERE kind = :kind AND key = :key`);

const REMOVE_GRANT = sql(/* sql */ `
  DELETE FROM oauth_records WHERE grant_id = :grantId AND kind IN ('code', 'refresh')`);

const REMOVE_SESSIONS = sql(/* sql */ `
  DELETE FROM oauth_records WHERE owner_id = :owner AND kind = 'session' RETURNING key`);

/** Skips what another node is removing or using at this moment. */
const SWEEP = sql(/* sql */ `
  WITH expired AS (
    SELECT kind, key FROM oauth_records WHERE expires_at <= :now FOR UPDATE SKIP LOCKED
  ), removed AS (
    DELETE FROM oauth_records r USING expired e WHERE r.kind = e.kind AND r.key = e.key RETURNING 1
  )
  SELECT count(*) AS count FROM removed`);

export interface OAuthRecordsOptions {
  readonly transactions: Transactions;
}

/** Most are looked up before anybody knows whose they are, by a key that only its holder can know. */
export function createPostgresOAuthRecords({ transactions }: OAuthRecordsOptions): RecordStore {
  const findOne = (statement: () => Statement, values: Parameters) =>
    transactions.read(EVERYBODY, async (session) => {
      const row = await session.get<OAuthRecordRow>(statement, values);
      return row === undefined ? undefined : toOAuthRecord(row);
    });

  return {
    async save(record) {
      await transactions.one(EVERYBODY, SAVE, toOAuthRecordValues(record));
    },
    find: (kind, key) => findOne(FIND, { kind, key }),
    findByUid: (kind, uid) => findOne(FIND_BY_UID, { kind, uid }),
    consume: async (kind, key, now) =>
      (await transactions.one(EVERYBODY, CONSUME, { kind, key, now })).length > 0,
    async keepAnswer(kind, key, answer) {
      await transactions.one(EVERYBODY, KEEP_ANSWER, { kind, key, answer: Buffer.from(answer) });
    },
    async remove(kind, key) {
      await transactions.one(EVERYBODY, REMOVE, { kind, key });
    },
    async removeGrant(grantId) {
      await transactions.one(EVERYBODY, REMOVE_GRANT, { grantId });
    },
    removeSessions: async (owner) => (await transactions.one(owner, REMOVE_SESSIONS, { owner })).length,
    async sweep(now) {
      const [row] = await transactions.one<{ readonly count: number }>(EVERYBODY, SWEEP, { now });
      return row?.count ?? 0;
    },
  };
}
