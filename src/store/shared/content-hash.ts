import { hash } from "node:crypto";

/** The content columns as they are stored. */
export interface StoredContent {
  readonly type: string;
  readonly source: string;
  readonly logical_key: string | null;
  /** JSON text, byte for byte as stored. */
  readonly tags: string;
  /** JSON text, byte for byte as stored. */
  readonly data: string;
  readonly language: string | null;
  /** ms since 1970. */
  readonly expires_at: number | null;
}

const FORMAT = "awareness-entry-1";

/**
 * SHA-256 of an entry's content, because SQLite does not checksum what it stores. The hashed text is `FORMAT`, then
 * for type, source, logical key, tags, data, language, expiry, in this order: a line feed and `-` for null, else a line
 * feed, the length in UTF-8 bytes, a colon, the value. Lengths make it unambiguous whatever the values contain.
 */
export function contentHash(content: StoredContent): Buffer {
  const { type, source, logical_key, tags, data, language, expires_at } = content;
  const expiry = expires_at === null ? null : String(expires_at);
  const text =
    FORMAT +
    field(type) +
    field(source) +
    field(logical_key) +
    field(tags) +
    field(data) +
    field(language) +
    field(expiry);
  return hash("sha256", text, "buffer");
}

/** True when the stored content is what was written. */
export function isIntact(row: StoredContent & { readonly content_hash: Uint8Array }): boolean {
  return contentHash(row).equals(row.content_hash);
}

function field(value: string | null): string {
  return value === null ? "\n-" : `\n${Buffer.byteLength(value, "utf8")}:${value}`;
}
