import { createCipheriv, createDecipheriv, createHash, randomBytes } from "node:crypto";
import { invalidParameter } from "./errors.ts";
import type { OwnerId } from "./owner.ts";

/** Where a page ended, as the list that made it needs it. */
export type CursorPosition = readonly number[];

export interface CursorCodec {
  /** Opaque text; valid only for the same owner and the same query. */
  seal(owner: OwnerId, query: string, position: CursorPosition): string;
  /** @throws AwarenessError `invalid_parameter` for anything this server did not seal for this owner and query. */
  open(owner: OwnerId, query: string, cursor: string): CursorPosition;
}

const ALGORITHM = "aes-256-gcm";
const IV_BYTES = 12;
const TAG_BYTES = 16;

/**
 * Cursors are sealed with AES-256-GCM (NIST SP 800-38D) under the database's own key, owner and query bound in as
 * additional data: they say nothing about other owners' activity, cannot be forged, and work on every process that
 * shares the database.
 */
export function createCursorCodec(key: Uint8Array): CursorCodec {
  return {
    seal(owner, query, position) {
      const iv = randomBytes(IV_BYTES);
      const cipher = createCipheriv(ALGORITHM, key, iv).setAAD(boundTo(owner, query));
      const sealed = Buffer.concat([iv, cipher.update(JSON.stringify(position)), cipher.final()]);
      return Buffer.concat([sealed, cipher.getAuthTag()]).toString("base64url");
    },
    open(owner, query, cursor) {
      const position = unseal(key, boundTo(owner, query), Buffer.from(cursor, "base64url"));
      if (position === undefined) {
        throw invalidParameter(
          "cursor",
          "This cursor does not belong to this query. Pass next_cursor unchanged, with the same filters, or start without one.",
        );
      }
      return position;
    },
  };
}

function boundTo(owner: OwnerId, query: string): Buffer {
  return createHash("sha256").update(owner).update("\0").update(query).digest();
}

function unseal(key: Uint8Array, bound: Buffer, sealed: Buffer): CursorPosition | undefined {
  if (sealed.length <= IV_BYTES + TAG_BYTES) return undefined;
  try {
    const decipher = createDecipheriv(ALGORITHM, key, sealed.subarray(0, IV_BYTES)).setAAD(bound);
    decipher.setAuthTag(sealed.subarray(-TAG_BYTES));
    const plain = Buffer.concat([decipher.update(sealed.subarray(IV_BYTES, -TAG_BYTES)), decipher.final()]);
    return JSON.parse(plain.toString("utf8")) as CursorPosition;
  } catch {
    return undefined;
  }
}
