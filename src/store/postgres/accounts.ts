import type { AccountStore } from "../../domain/accounts/account-store.ts";
import { sql } from "./sql.ts";
import type { Transactions } from "./transactions.ts";

const FIND_TIME_ZONE = sql(/* sql */ `
  SELECT timezone FROM users WHERE id = :owner AND deleted_at IS NULL`);

export interface AccountsOptions {
  readonly transactions: Transactions;
}

export function createPostgresAccounts({ transactions }: AccountsOptions): AccountStore {
  return {
    findTimeZone: (owner) =>
      transactions.read(owner, async (session) => {
        const row = await session.get<{ readonly timezone: string }>(FIND_TIME_ZONE, { owner });
        return row?.timezone;
      }),
  };
}
