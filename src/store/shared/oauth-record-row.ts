import type { OAuthRecord, RecordKind } from "../../domain/oauth/record-store.ts";
import type { OwnerId } from "../../domain/owner.ts";

export const RECORD_COLUMNS = "kind, key, payload, owner_id, grant_id, uid, expires_at, consumed_at, answer";

export interface OAuthRecordRow {
  readonly kind: RecordKind;
  readonly key: string;
  readonly payload: string;
  readonly owner_id: OwnerId | null;
  readonly grant_id: string | null;
  readonly uid: string | null;
  readonly expires_at: number;
  readonly consumed_at: number | null;
  readonly answer: Buffer | null;
}

export function toOAuthRecord(row: OAuthRecordRow): OAuthRecord {
  return {
    kind: row.kind,
    key: row.key,
    payload: row.payload,
    ...(row.owner_id === null ? {} : { owner: row.owner_id }),
    ...(row.grant_id === null ? {} : { grantId: row.grant_id }),
    ...(row.uid === null ? {} : { uid: row.uid }),
    expiresAt: row.expires_at,
    ...(row.consumed_at === null ? {} : { consumedAt: row.consumed_at }),
    ...(row.answer === null ? {} : { answer: new Uint8Array(row.answer) }),
  };
}

/** What `toOAuthRecord` turns back, as the values of a statement. */
export function toOAuthRecordValues(record: OAuthRecord) {
  const { kind, key, payload, owner = null, grantId = null, uid = null, expiresAt } = record;
  const { consumedAt = null, answer } = record;
  const bytes = answer === undefined ? null : Buffer.from(answer);
  return { kind, key, payload, owner, grantId, uid, expiresAt, consumedAt, answer: bytes };
}
