import type { Database } from "better-sqlite3";
import type { Identity } from "../../domain/accounts/identity-store.ts";
import type { UserChanges } from "../../domain/accounts/user.ts";
import type { OwnerId } from "../../domain/owner.ts";
import { identityHash } from "../shared/deletion-note.ts";
import { notTheirsError, takenError, toChangeValues } from "../shared/user-row.ts";
import { ALLOW, DENY } from "./denials.ts";

const UPDATE = /* sql */ `
  UPDATE users
     SET email_verified = email_verified AND (NOT :setsEmail OR email IS :address),
         email = CASE WHEN :setsEmail THEN :address ELSE email END,
         canonical_email = CASE WHEN :setsEmail THEN :canonical ELSE canonical_email END,
         phone_verified = phone_verified AND (NOT :setsPhone OR phone IS :phone),
         phone = CASE WHEN :setsPhone THEN :phone ELSE phone END,
         display_name = CASE WHEN :setsName THEN :displayName ELSE display_name END,
         timezone = coalesce(:timeZone, timezone), updated_at = :now
   WHERE id = :id AND deleted_at IS NULL`;

/** Writes nothing to a row that is somebody else's. */
const TIE = /* sql */ `
  INSERT INTO identities (issuer, subject, user_id, created_at) VALUES (:issuer, :subject, :id, :now)
  ON CONFLICT (issuer, subject) DO UPDATE SET user_id = excluded.user_id WHERE user_id = excluded.user_id`;

const UNTIE = /* sql */ `
  DELETE FROM identities WHERE issuer = :issuer AND subject = :subject AND user_id = :id`;

/** Inside a transaction. False when there is no such account. */
export function updateUser(db: Database, id: OwnerId, changes: UserChanges, now: number): boolean {
  if (db.prepare(UPDATE).run(toChangeValues(id, changes, now)).changes === 0) return false;
  for (const identity of changes.removedIdentities) untie(db, id, identity, now);
  for (const { issuer, subject } of changes.addedIdentities) {
    if (db.prepare(TIE).run({ issuer, subject, id, now }).changes === 0) throw takenError("identity");
    db.prepare(ALLOW).run({ subject: identityHash({ issuer, subject }) });
  }
  return true;
}

function untie(db: Database, id: OwnerId, { issuer, subject }: Identity, now: number): void {
  if (db.prepare(UNTIE).run({ issuer, subject, id }).changes === 0) throw notTheirsError({ issuer, subject });
  db.prepare(DENY).run({ subject: identityHash({ issuer, subject }), until: null, now });
}
