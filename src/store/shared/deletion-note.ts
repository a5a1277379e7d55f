import type { Removed } from "../../domain/accounts/deletion-store.ts";
import { ownSubjectKey } from "../../domain/accounts/deletion-store.ts";
import { subjectKey } from "../../domain/accounts/denial-store.ts";
import type { Identity } from "../../domain/accounts/identity-store.ts";
import type { OwnerId } from "../../domain/owner.ts";
import { addCounts } from "./owned-tables.ts";

/** In `settings`: a deletion of the owner is under way. Does not name the owner. */
export function deletionKey(owner: OwnerId): string {
  return `deletion:${ownSubjectKey(owner)}`;
}

/** The value of that setting. */
export function writeNote(note: Removed): Buffer {
  return Buffer.from(JSON.stringify(note), "utf8");
}

export function readNote(value: Uint8Array): Removed {
  return JSON.parse(Buffer.from(value).toString("utf8")) as Removed;
}

/** The note with what has been removed since. */
export function extendNote(value: Uint8Array, rows: Readonly<Record<string, number>>): Buffer {
  const note = readNote(value);
  return writeNote({ ...note, rows: addCounts(note.rows, rows) });
}

/** A row of `denied_subjects`. */
export interface DeniedRow {
  readonly hash: Buffer;
  /** ms since 1970; null: for ever. */
  readonly until: number | null;
}

/** Own tokens of the past, and the owner's identities for ever. */
export function denialsOf(
  owner: OwnerId,
  identities: readonly Identity[],
  now: number,
): readonly DeniedRow[] {
  return [
    { hash: subjectHash(ownSubjectKey(owner)), until: now },
    ...identities.map(({ issuer, subject }) => ({ hash: identityHash({ issuer, subject }), until: null })),
  ];
}

export function identityHash({ issuer, subject }: Identity): Buffer {
  return subjectHash(subjectKey(issuer, subject));
}

function subjectHash(key: string): Buffer {
  return Buffer.from(key, "base64url");
}
