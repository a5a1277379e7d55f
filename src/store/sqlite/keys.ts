import type { Database } from "better-sqlite3";
import type { KeyStore, SigningKey } from "../../domain/accounts/signing-key.ts";
import { type KeyRow, toKeyValues, toSigningKey } from "../shared/key-row.ts";
import type { Reader } from "./read.ts";
import type { WriteQueue } from "./write-queue.ts";

const COLUMNS =
  "id, algorithm, public_key, private_key, sealed, created_at, active_at, retired_at, expires_at";

/** Oldest first. */
export const LIST_KEYS = /* sql */ `
  SELECT ${COLUMNS} FROM signing_keys ORDER BY created_at, id`;

const FIND_OPEN = /* sql */ `
  SELECT ${COLUMNS} FROM signing_keys WHERE algorithm = :algorithm AND retired_at IS NULL`;

const INSERT = /* sql */ `
  INSERT INTO signing_keys (${COLUMNS})
  VALUES (:id, :algorithm, :publicKey, :privateKey, :sealed, :createdAt, :activeAt, :retiredAt, :expiresAt)`;

const RETIRE_OTHERS = /* sql */ `
  UPDATE signing_keys SET retired_at = :activeAt, expires_at = :expiresAt
   WHERE algorithm = :algorithm AND (retired_at IS NULL OR retired_at > :activeAt)`;

const REMOVE = /* sql */ `
  DELETE FROM signing_keys WHERE id = :id`;

const SWEEP = /* sql */ `
  DELETE FROM signing_keys WHERE expires_at <= :now`;

export function createSqliteKeys(db: Database, read: Reader, queue: WriteQueue): KeyStore {
  const list = db.prepare<[], KeyRow>(LIST_KEYS);
  const findOpen = db.prepare<{ algorithm: string }, KeyRow>(FIND_OPEN);
  const insert = db.prepare(INSERT);
  const retireOthers = db.prepare(RETIRE_OTHERS);
  const remove = db.prepare(REMOVE);
  const sweep = db.prepare(SWEEP);
  const add = (key: SigningKey) => insert.run({ ...toKeyValues(key), sealed: key.sealed ? 1 : 0 });

  return {
    list: () => read(() => list.all().map(toSigningKey)),
    insertFirst: (key) =>
      queue.run(() => {
        const open = findOpen.get({ algorithm: key.algorithm });
        if (open !== undefined) return toSigningKey(open);
        add(key);
        return key;
      }),
    async succeed(key, expiresAt) {
      const { algorithm, activeAt } = key;
      await queue.run(() => {
        retireOthers.run({ algorithm, activeAt, expiresAt });
        add(key);
      });
    },
    remove: (id) => queue.run(() => remove.run({ id }).changes > 0),
    sweep: (now) => queue.run(() => sweep.run({ now }).changes),
  };
}
