import type { Database } from "better-sqlite3";
import type { TokenStore } from "../../domain/accounts/token-store.ts";
import { type TokenRow, toToken, toTokenValues } from "../shared/token-row.ts";
import type { Reader } from "./read.ts";
import type { WriteQueue } from "./write-queue.ts";

const COLUMNS = "owner_id, id, name, scope, sources, created_at, expires_at, revoked_at";

const INSERT = /* sql */ `
  INSERT INTO tokens (${COLUMNS})
  VALUES (:owner, :id, :name, :scope, :sources, :createdAt, :expiresAt, :revokedAt)`;

const LIST_OF_OWNER = /* sql */ `
  SELECT ${COLUMNS} FROM tokens WHERE owner_id = :owner ORDER BY created_at DESC, id DESC`;

const LIST_ALL = /* sql */ `
  SELECT ${COLUMNS} FROM tokens ORDER BY created_at DESC, id DESC`;

const REVOKE = /* sql */ `
  UPDATE tokens SET revoked_at = coalesce(revoked_at, :at) WHERE id = :id`;

const LIST_REVOKED = /* sql */ `
  SELECT id FROM tokens INDEXED BY tokens_revoked WHERE revoked_at IS NOT NULL AND expires_at > :now`;

export function createSqliteTokens(db: Database, read: Reader, queue: WriteQueue): TokenStore {
  const insert = db.prepare(INSERT);
  const listOfOwner = db.prepare<{ owner: string }, TokenRow>(LIST_OF_OWNER);
  const listAll = db.prepare<[], TokenRow>(LIST_ALL);
  const revoke = db.prepare<{ id: string; at: number }>(REVOKE);
  const listRevoked = db.prepare<{ now: number }, string>(LIST_REVOKED).pluck();

  return {
    async insert(token) {
      await queue.run(() => insert.run(toTokenValues(token)));
    },
    list: (owner) =>
      read(() => (owner === undefined ? listAll.all() : listOfOwner.all({ owner })).map(toToken)),
    revoke: (id, at) => queue.run(() => revoke.run({ id, at }).changes > 0),
    listRevoked: (now) => read(() => listRevoked.all({ now })),
  };
}
