import type { Database } from "better-sqlite3";
import type { RecordStore } from "../../domain/oauth/record-store.ts";
import {
  type OAuthRecordRow,
  RECORD_COLUMNS,
  toOAuthRecord,
  toOAuthRecordValues,
} from "../shared/oauth-record-row.ts";
import type { Reader } from "./read.ts";
import type { WriteQueue } from "./write-queue.ts";

const SAVE = /* sql */ `
  INSERT INTO oauth_records (${RECORD_COLUMNS})
  VALUES (:kind, :key, :payload, :owner, :grantId, :uid, :expiresAt, :consumedAt, :answer)
      ON CONFLICT (kind, key) DO UPDATE
     SET payload = excluded.payload, owner_id = excluded.owner_id, grant_id = excluded.grant_id, uid = excluded.uid,
         expires_at = excluded.expires_at`;

const FIND = /* sql */ `
  SELECT ${RECORD_COLUMNS} FROM oauth_records WHERE kind = :kind AND key = :key`;

const FIND_BY_UID = /* sql */ `
  SELECT ${RECORD_COLUMNS} FROM oauth_records
   WHERE uid = :uid AND kind = :kind
   ORDER BY expires_at DESC, key LIMIT 1`;

const CONSUME = /* sql */ `
  UPDATE oauth_records SET consumed_at = :now WHERE kind = :kind AND key = :key AND consumed_at IS NULL`;

const KEEP_ANSWER = /* sql */ `
  UPDATE oauth_records SET answer = :answer WHERE kind = :kind AND key = :key AND consumed_at IS NOT NULL`;

const REMOVE = /* sql */ `
  DELETE FROM oauth_records WHERE kind = :kind AND key = :key`;

const REMOVE_GRANT = /* sql */ `
  DELETE FROM oauth_records WHERE grant_id = :grantId AND kind IN ('code', 'refresh')`;

const REMOVE_SESSIONS = /* sql */ `
  DELETE FROM oauth_records WHERE owner_id = :owner AND kind = 'session'`;

const SWEEP = /* sql */ `
  DELETE FROM oauth_records WHERE expires_at <= :now`;

export function createSqliteOAuthRecords(db: Database, read: Reader, queue: WriteQueue): RecordStore {
  const save = db.prepare(SAVE);
  const find = db.prepare<unknown[], OAuthRecordRow>(FIND);
  const findByUid = db.prepare<unknown[], OAuthRecordRow>(FIND_BY_UID);
  const consume = db.prepare(CONSUME);
  const keepAnswer = db.prepare(KEEP_ANSWER);
  const remove = db.prepare(REMOVE);
  const removeGrant = db.prepare(REMOVE_GRANT);
  const removeSessions = db.prepare(REMOVE_SESSIONS);
  const sweep = db.prepare(SWEEP);
  const recordOf = (row: OAuthRecordRow | undefined) => (row === undefined ? undefined : toOAuthRecord(row));

  return {
    async save(record) {
      await queue.run(() => save.run(toOAuthRecordValues(record)));
    },
    find: (kind, key) => read(() => recordOf(find.get({ kind, key }))),
    findByUid: (kind, uid) => read(() => recordOf(findByUid.get({ kind, uid }))),
    consume: (kind, key, now) => queue.run(() => consume.run({ kind, key, now }).changes > 0),
    async keepAnswer(kind, key, answer) {
      await queue.run(() => keepAnswer.run({ kind, key, answer: Buffer.from(answer) }));
    },
    async remove(kind, key) {
      await queue.run(() => remove.run({ kind, key }));
    },
    async removeGrant(grantId) {
      await queue.run(() => removeGrant.run({ grantId }));
    },
    removeSessions: (owner) => queue.run(() => removeSessions.run({ owner }).changes),
    sweep: (now) => queue.run(() => sweep.run({ now }).changes),
  };
}
