import { createHash } from "node:crypto";

/** A caller whose tokens count no longer. */
export interface Denial {
  /** See `subjectKey`. */
  readonly subject: string;
  /** Tokens issued at or before this time (ms since 1970) are refused; absent: all of them. */
  readonly until?: number;
}

/** Who is kept out although their tokens are valid: deleted users, and who was signed out everywhere. */
export interface DenialStore {
  /** Refuses tokens from now on; of two denials of the same subject the further-reaching one holds. `now` in ms since 1970. */
  deny(denial: Denial, now: number): Promise<void>;
  /** Takes a denial back; no denial is no error. */
  allow(subject: string): Promise<void>;
  list(): Promise<readonly Denial[]>;
}

/** What stands for a person at an issuer in the database: SHA-256 of issuer, a zero byte and subject, base64url. */
export function subjectKey(issuer: string, subject: string): string {
  return createHash("sha256").update(`${issuer}\0${subject}`, "utf8").digest("base64url");
}
