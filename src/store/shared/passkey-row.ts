import { AwarenessError } from "../../domain/errors.ts";
import type { Passkey } from "../../domain/oauth/passkey-store.ts";
import type { OwnerId } from "../../domain/owner.ts";
import { parseStrings } from "./entry-row.ts";

export const PASSKEY_COLUMNS = "owner_id, id, public_key, counter, transports, name, created_at, used_at";

export interface PasskeyRow {
  readonly owner_id: OwnerId;
  readonly id: string;
  readonly public_key: Buffer;
  readonly counter: number;
  /** A JSON array. */
  readonly transports: string;
  readonly name: string;
  readonly created_at: number;
  readonly used_at: number | null;
}

/** @throws AwarenessError `unavailable` (`corrupt`) when the stored JSON is not what was written. */
export function toPasskey(row: PasskeyRow): Passkey {
  return {
    id: row.id,
    owner: row.owner_id,
    publicKey: new Uint8Array(row.public_key),
    counter: row.counter,
    transports: parseStrings(row.transports),
    name: row.name,
    createdAt: row.created_at,
    ...(row.used_at === null ? {} : { usedAt: row.used_at }),
  };
}

/** What `toPasskey` turns back, as the values of a statement. */
export function toPasskeyValues({ publicKey, transports, ...passkey }: Passkey) {
  const { usedAt = null, ...rest } = passkey;
  return { ...rest, publicKey: Buffer.from(publicKey), transports: JSON.stringify(transports), usedAt };
}

export function passkeyTakenError(cause: unknown): AwarenessError {
  return new AwarenessError(
    "conflict",
    "This passkey is registered already; sign in with it, or use another one.",
    { details: { param: "id" }, cause },
  );
}

export function noAccountError(owner: OwnerId): AwarenessError {
  return new AwarenessError(
    "not_found",
    `There is no account "${owner}"; awareness user add makes one, awareness user list shows all.`,
    { details: { param: "owner" } },
  );
}
