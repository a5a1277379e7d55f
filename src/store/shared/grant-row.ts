import type { Grant } from "../../domain/oauth/grant-store.ts";
import type { OwnerId } from "../../domain/owner.ts";
import { SCOPES } from "../../domain/principal.ts";
import { parseStrings } from "./entry-row.ts";

export const GRANT_COLUMNS = `owner_id, id, client_id, client_name, redirect_host, scopes, sources, payload, created_at, used_at,
         expires_at, revoked_at`;

export interface GrantRow {
  readonly owner_id: OwnerId;
  readonly id: string;
  readonly client_id: string;
  readonly client_name: string;
  readonly redirect_host: string;
  /** Separated by spaces. */
  readonly scopes: string;
  /** A JSON array; null: all. */
  readonly sources: string | null;
  readonly payload: string;
  readonly created_at: number;
  readonly used_at: number | null;
  readonly expires_at: number;
  readonly revoked_at: number | null;
}

/** @throws AwarenessError `unavailable` (`corrupt`) when the stored JSON is not what was written. */
export function toGrant(row: GrantRow): Grant {
  const scopes = row.scopes.split(" ");
  return {
    id: row.id,
    owner: row.owner_id,
    clientId: row.client_id,
    clientName: row.client_name,
    redirectHost: row.redirect_host,
    scopes: SCOPES.filter((scope) => scopes.includes(scope)),
    ...(row.sources === null ? {} : { sources: parseStrings(row.sources) }),
    payload: row.payload,
    createdAt: row.created_at,
    ...(row.used_at === null ? {} : { usedAt: row.used_at }),
    expiresAt: row.expires_at,
    ...(row.revoked_at === null ? {} : { revokedAt: row.revoked_at }),
  };
}

/** What `toGrant` turns back, as the values of a statement. */
export function toGrantValues({ scopes, sources, ...grant }: Grant) {
  const { usedAt = null, revokedAt = null, ...rest } = grant;
  const stored = sources === undefined ? null : JSON.stringify(sources);
  return { ...rest, scopes: scopes.join(" "), sources: stored, usedAt, revokedAt };
}
