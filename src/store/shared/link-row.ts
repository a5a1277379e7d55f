import type { LinkKind, UserLink } from "../../domain/oauth/link-store.ts";
import type { OwnerId } from "../../domain/owner.ts";

export const LINK_COLUMNS = "owner_id, key, kind, created_at, expires_at, used_at";

export interface LinkRow {
  readonly owner_id: OwnerId;
  readonly key: string;
  readonly kind: LinkKind;
  readonly created_at: number;
  readonly expires_at: number;
  readonly used_at: number | null;
}

export function toLink(row: LinkRow): UserLink {
  return {
    key: row.key,
    kind: row.kind,
    owner: row.owner_id,
    createdAt: row.created_at,
    expiresAt: row.expires_at,
    ...(row.used_at === null ? {} : { usedAt: row.used_at }),
  };
}

/** What `toLink` turns back, as the values of a statement. */
export function toLinkValues(link: UserLink) {
  const { key, kind, owner, createdAt, expiresAt, usedAt = null } = link;
  return { key, kind, owner, createdAt, expiresAt, usedAt };
}
