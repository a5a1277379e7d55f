import { AwarenessError } from "../../domain/errors.ts";
import type { ClientOrigin, ClientRecord } from "../../domain/oauth/client-store.ts";
import { parseData } from "./entry-row.ts";

export const CLIENT_COLUMNS = "id, name, origin, metadata, secret_hash, created_at, used_at";

export interface ClientRow {
  readonly id: string;
  readonly name: string;
  readonly origin: ClientOrigin;
  /** A JSON object. */
  readonly metadata: string;
  readonly secret_hash: string | null;
  readonly created_at: number;
  readonly used_at: number | null;
}

/** @throws AwarenessError `unavailable` (`corrupt`) when the stored JSON is not what was written. */
export function toClient(row: ClientRow): ClientRecord {
  return {
    id: row.id,
    name: row.name,
    origin: row.origin,
    metadata: parseData(row.metadata),
    ...(row.secret_hash === null ? {} : { secretHash: row.secret_hash }),
    createdAt: row.created_at,
    ...(row.used_at === null ? {} : { usedAt: row.used_at }),
  };
}

/** What `toClient` turns back, as the values of a statement. */
export function toClientValues(client: ClientRecord) {
  const { id, name, origin, secretHash = null, createdAt, usedAt = null } = client;
  return { id, name, origin, metadata: JSON.stringify(client.metadata), secretHash, createdAt, usedAt };
}

export function clientTakenError(id: string, cause: unknown): AwarenessError {
  return new AwarenessError("conflict", `A client with the id "${id}" exists; choose another id.`, {
    details: { param: "id" },
    cause,
  });
}
