import type { TokenStore } from "../../domain/accounts/token-store.ts";
import { type TokenRow, toToken, toTokenValues } from "../shared/token-row.ts";
import { sql } from "./sql.ts";
import { EVERYBODY, type Transactions } from "./transactions.ts";

const COLUMNS = "owner_id, id, name, scope, sources, created_at, expires_at, revoked_at";

const INSERT = sql(/* sql */ `
  INSERT INTO tokens (${COLUMNS})
  VALUES (:owner, :id, :name, :scope, :sources, :createdAt, :expiresAt, :revokedAt)`);

const LIST_OF_OWNER = sql(/* sql */ `
  SELECT ${COLUMNS} FROM tokens WHERE owner_id = :owner ORDER BY created_at DESC, id DESC`);

const LIST_ALL = sql(/* sql */ `
  SELECT ${COLUMNS} FROM tokens ORDER BY created_at DESC, id DESC`);

const REVOKE = sql(/* sql */ `
  UPDATE tokens SET revoked_at = coalesce(revoked_at, :at::bigint) WHERE id = :id RETURNING id`);

const LIST_REVOKED = sql(/* sql */ `
  SELECT id FROM tokens WHERE revoked_at IS NOT NULL AND expires_at > :now`);

export interface TokensOptions {
  readonly transactions: Transactions;
}

export function createPostgresTokens({ transactions }: TokensOptions): TokenStore {
  return {
    async insert(token) {
      await transactions.one(token.owner, INSERT, toTokenValues(token));
    },

    list: (owner) =>
      transactions.read(owner ?? EVERYBODY, async (session) => {
        const rows =
          owner === undefined
            ? await session.all<TokenRow>(LIST_ALL, {})
            : await session.all<TokenRow>(LIST_OF_OWNER, { owner });
        return rows.map(toToken);
      }),

    revoke: async (id, at) => (await transactions.one(EVERYBODY, REVOKE, { id, at })).length > 0,

    listRevoked: (now) =>
      transactions.read(EVERYBODY, async (session) =>
        (await session.all<{ readonly id: string }>(LIST_REVOKED, { now })).map(({ id }) => id),
      ),
  };
}
