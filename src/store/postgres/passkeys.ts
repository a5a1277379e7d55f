import type { PasskeyStore } from "../../domain/oauth/passkey-store.ts";
import {
  noAccountError,
  PASSKEY_COLUMNS,
  type PasskeyRow,
  passkeyTakenError,
  toPasskey,
  toPasskeyValues,
} from "../shared/passkey-row.ts";
import { violatedConstraint } from "./errors.ts";
import { sql } from "./sql.ts";
import { EVERYBODY, type Transactions } from "./transactions.ts";

const INSERT = sql(/* sql */ `
  INSERT INTO passkeys (${PASSKEY_COLUMNS})
  SELECT id, :id::text, :publicKey::bytea, :counter::bigint, :transports::text, :name::text, :createdAt::bigint,
         :usedAt::bigint
    FROM users WHERE id = :owner AND deleted_at IS NULL
  RETURNING id`);

const FIND = sql(/* sql */ `
  SELECT ${PASSKEY_COLUMNS} FROM passkeys p
   WHERE id = :id AND EXISTS (SELECT 1 FROM users u WHERE u.id = p.owner_id AND u.deleted_at IS NULL)`);

const LIST = sql(/* sql */ `
  SELECT ${PASSKEY_COLUMNS} FROM passkeys WHERE owner_id = :owner ORDER BY created_at, id`);

/** Web Authentication level 3, section 7.2, step 22. */
const USE = sql(/* sql */ `
  UPDATE passkeys SET counter = :counter::bigint, used_at = greatest(used_at, :now::bigint)
   WHERE id = :id AND (counter < :counter::bigint OR counter = 0 AND :counter::bigint = 0)
  RETURNING id`);

const REMOVE = sql(/* sql */ `
  DELETE FROM passkeys WHERE owner_id = :owner AND id = :id RETURNING id`);

const CAN_SIGN_IN = sql(/* sql */ `
  SELECT EXISTS (SELECT 1 FROM users WHERE deleted_at IS NULL AND password_hash IS NOT NULL)
      OR EXISTS (SELECT 1 FROM passkeys p JOIN users u ON u.id = p.owner_id WHERE u.deleted_at IS NULL) AS can`);

export interface PasskeysOptions {
  readonly transactions: Transactions;
}

export function createPostgresPasskeys({ transactions }: PasskeysOptions): PasskeyStore {
  return {
    async insert(passkey) {
      const { owner } = passkey;
      try {
        const rows = await transactions.one(owner, INSERT, toPasskeyValues(passkey));
        if (rows.length === 0) throw noAccountError(owner);
      } catch (error) {
        throw violatedConstraint(error) === "passkeys_pkey" ? passkeyTakenError(error) : error;
      }
    },
    // Whose it is, is what a sign-in asks.
    find: (id) =>
      transactions.read(EVERYBODY, async (session) => {
        const row = await session.get<PasskeyRow>(FIND, { id });
        return row === undefined ? undefined : toPasskey(row);
      }),
    list: (owner) =>
      transactions.read(owner, async (session) =>
        (await session.all<PasskeyRow>(LIST, { owner })).map(toPasskey),
      ),
    use: async (id, counter, now) =>
      (await transactions.one(EVERYBODY, USE, { id, counter, now })).length > 0,
    remove: async (owner, id) => (await transactions.one(owner, REMOVE, { owner, id })).length > 0,
    canAnybodySignIn: () =>
      transactions.read(EVERYBODY, async (session) => {
        const row = await session.get<{ readonly can: boolean }>(CAN_SIGN_IN, {});
        return row?.can === true;
      }),
  };
}
