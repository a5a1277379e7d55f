import type { Denial } from "../../domain/accounts/denial-store.ts";

export interface DenialRow {
  readonly subject_hash: Buffer;
  readonly until: number | null;
}

export function toDenial({ subject_hash, until }: DenialRow): Denial {
  const subject = subject_hash.toString("base64url");
  return until === null ? { subject } : { subject, until };
}

/** The bytes that `subjectKey` spells. */
export function toSubjectHash(subject: string): Buffer {
  return Buffer.from(subject, "base64url");
}
