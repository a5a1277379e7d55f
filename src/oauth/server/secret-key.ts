import { hash, randomBytes } from "node:crypto";

/** What stands in the database for a secret that a browser or client holds: its SHA-256 in base64url. */
export function toKey(secret: string): string {
  return hash("sha256", secret, "base64url");
}

/** 256 random bits as 43 characters of base64url. */
export function makeSecret(): string {
  return randomBytes(32).toString("base64url");
}
