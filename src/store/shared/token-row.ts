import type { TokenRecord } from "../../domain/accounts/token-store.ts";
import type { OwnerId } from "../../domain/owner.ts";
import { parseStrings } from "./entry-row.ts";

export interface TokenRow {
  readonly owner_id: OwnerId;
  readonly id: string;
  readonly name: string | null;
  readonly scope: string | null;
  readonly sources: string | null;
  readonly created_at: number;
  readonly expires_at: number;
  readonly revoked_at: number | null;
}

export function toToken(row: TokenRow): TokenRecord {
  return {
    id: row.id,
    owner: row.owner_id,
    ...(row.name === null ? {} : { name: row.name }),
    ...(row.scope === null ? {} : { scope: row.scope }),
    ...(row.sources === null ? {} : { sources: parseStrings(row.sources) }),
    createdAt: row.created_at,
    expiresAt: row.expires_at,
    ...(row.revoked_at === null ? {} : { revokedAt: row.revoked_at }),
  };
}

/** What `toToken` turns back, as the values of a statement. */
export function toTokenValues(token: TokenRecord) {
  const { id, owner, name = null, scope = null, sources, createdAt, expiresAt, revokedAt = null } = token;
  const stored = sources === undefined ? null : JSON.stringify(sources);
  return { id, owner, name, scope, sources: stored, createdAt, expiresAt, revokedAt };
}
