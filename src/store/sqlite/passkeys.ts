import type { Database } from "better-sqlite3";
import type { PasskeyStore } from "../../domain/oauth/passkey-store.ts";
import {
  noAccountError,
  PASSKEY_COLUMNS,
  type PasskeyRow,
  passkeyTakenError,
  toPasskey,
  toPasskeyValues,
} from "../shared/passkey-row.ts";
import { violatesPrimaryKey } from "./errors.ts";
import type { Reader } from "./read.ts";
import type { WriteQueue } from "./write-queue.ts";

const INSERT = /* sql */ `
  INSERT INTO passkeys (${PASSKEY_COLUMNS})
  SELECT id, :id, :publicKey, :counter, :transports, :name, :createdAt, :usedAt
    FROM users WHERE id = :owner AND deleted_at IS NULL`;

const FIND = /* sql */ `
  SELECT ${PASSKEY_COLUMNS} FROM passkeys p
   WHERE id = :id AND EXISTS (SELECT 1 FROM users u WHERE u.id = p.owner_id AND u.deleted_at IS NULL)`;

const LIST = /* sql */ `
  SELECT ${PASSKEY_COLUMNS} FROM passkeys WHERE owner_id = :owner ORDER BY created_at, id`;

/** Web Authentication level 3, section 7.2, step 22. */
const USE = /* sql */ `
  UPDATE passkeys SET counter = :counter, used_at = max(coalesce(used_at, :now), :now)
   WHERE id = :id AND (counter < :counter OR counter = 0 AND :counter = 0)`;

const REMOVE = /* sql */ `
  DELETE FROM passkeys WHERE owner_id = :owner AND id = :id`;

const CAN_SIGN_IN = /* sql */ `
  SELECT EXISTS (SELECT 1 FROM users WHERE deleted_at IS NULL AND password_hash IS NOT NULL)
      OR EXISTS (SELECT 1 FROM passkeys p JOIN users u ON u.id = p.owner_id WHERE u.deleted_at IS NULL)`;

export function createSqlitePasskeys(db: Database, read: Reader, queue: WriteQueue): PasskeyStore {
  const insert = db.prepare(INSERT);
  const find = db.prepare<unknown[], PasskeyRow>(FIND);
  const list = db.prepare<unknown[], PasskeyRow>(LIST);
  const use = db.prepare(USE);
  const remove = db.prepare(REMOVE);
  const canSignIn = db.prepare<[], 0 | 1>(CAN_SIGN_IN).pluck();

  return {
    async insert(passkey) {
      await queue.run(() => {
        try {
          if (insert.run(toPasskeyValues(passkey)).changes === 0) throw noAccountError(passkey.owner);
        } catch (error) {
          throw violatesPrimaryKey(error) ? passkeyTakenError(error) : error;
        }
      });
    },
    find: (id) =>
      read(() => {
        const row = find.get({ id });
        return row === undefined ? undefined : toPasskey(row);
      }),
    list: (owner) => read(() => list.all({ owner }).map(toPasskey)),
    use: (id, counter, now) => queue.run(() => use.run({ id, counter, now }).changes > 0),
    remove: (owner, id) => queue.run(() => remove.run({ owner, id }).changes > 0),
    canAnybodySignIn: () => read(() => canSignIn.get() === 1),
  };
}
