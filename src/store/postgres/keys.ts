import type { KeyStore, SigningKey } from "../../domain/accounts/signing-key.ts";
import { type KeyRow, toKeyValues, toSigningKey } from "../shared/key-row.ts";
import { sql } from "./sql.ts";
import { EVERYBODY, type Transactions, type WriteSession } from "./transactions.ts";

const COLUMNS =
  "id, algorithm, public_key, private_key, sealed, created_at, active_at, retired_at, expires_at";

/** One change at a time, on all nodes: what a statement after it sees is what the one before has left. */
const LOCK = sql(/* sql */ `
  SELECT pg_advisory_xact_lock(hashtext('awareness signing_keys'))`);

const LIST = sql(/* sql */ `
  SELECT ${COLUMNS} FROM signing_keys ORDER BY created_at, id`);

const FIND_OPEN = sql(/* sql */ `
  SELECT ${COLUMNS} FROM signing_keys WHERE algorithm = :algorithm AND retired_at IS NULL`);

const INSERT = sql(/* sql */ `
  INSERT INTO signing_keys (${COLUMNS})
  VALUES (:id, :algorithm, :publicKey, :privateKey, :sealed, :createdAt, :activeAt, :retiredAt, :expiresAt)`);

const RETIRE_OTHERS = sql(/* sql */ `
  UPDATE signing_keys SET retired_at = :activeAt, expires_at = :expiresAt
   WHERE algorithm = :algorithm AND (retired_at IS NULL OR retired_at > :activeAt)`);

const REMOVE = sql(/* sql */ `
  DELETE FROM signing_keys WHERE id = :id RETURNING id`);

const SWEEP = sql(/* sql */ `
  DELETE FROM signing_keys WHERE expires_at <= :now RETURNING id`);

export interface KeysOptions {
  readonly transactions: Transactions;
}

export function createPostgresKeys({ transactions }: KeysOptions): KeyStore {
  const add = (session: WriteSession, key: SigningKey) =>
    session.run(INSERT, { ...toKeyValues(key), sealed: key.sealed });

  return {
    list: () =>
      transactions.read(EVERYBODY, async (session) =>
        (await session.all<KeyRow>(LIST, {})).map(toSigningKey),
      ),
    insertFirst: (key) =>
      transactions.write(EVERYBODY, async (session) => {
        session.send(LOCK, {});
        const open = await session.get<KeyRow>(FIND_OPEN, { algorithm: key.algorithm });
        if (open !== undefined) return toSigningKey(open);
        await add(session, key);
        return key;
      }),
    async succeed(key, expiresAt) {
      const { algorithm, activeAt } = key;
      await transactions.write(EVERYBODY, async (session) => {
        session.send(LOCK, {});
        session.send(RETIRE_OTHERS, { algorithm, activeAt, expiresAt });
        await add(session, key);
      });
    },
    remove: async (id) => (await transactions.one(EVERYBODY, REMOVE, { id })).length > 0,
    sweep: async (now) => (await transactions.one(EVERYBODY, SWEEP, { now })).length,
  };
}
