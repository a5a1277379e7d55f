import type { OwnerId } from "../../domain/owner.ts";
import type { SessionRecord } from "../../domain/sessions/session-store.ts";
import { parseStrings } from "./entry-row.ts";

export interface SessionRow {
  readonly owner_id: OwnerId;
  readonly id: string;
  readonly client_id: string;
  readonly initialize: string;
  /** A JSON array. */
  readonly subscriptions: string;
  readonly created_at: number;
  readonly touched_at: number;
  readonly expires_at: number;
}

/** @throws AwarenessError `unavailable` (`corrupt`) when the stored JSON is not what was written. */
export function toSession(row: SessionRow): SessionRecord {
  return {
    id: row.id,
    owner: row.owner_id,
    clientId: row.client_id,
    initialize: row.initialize,
    subscriptions: parseStrings(row.subscriptions),
    createdAt: row.created_at,
    touchedAt: row.touched_at,
    expiresAt: row.expires_at,
  };
}

/** The set with `uri` added, or taken away; `undefined` when that changes nothing. JSON arrays. */
export function changeFollowed(subscriptions: string, uri: string, follows: boolean): string | undefined {
  const uris = parseStrings(subscriptions);
  if (uris.includes(uri) === follows) return undefined;
  return JSON.stringify(follows ? [...uris, uri] : uris.filter((other) => other !== uri));
}
