import type { UserChanges } from "../../domain/accounts/user.ts";
import type { OwnerId } from "../../domain/owner.ts";
import { identityHash } from "../shared/deletion-note.ts";
import { notTheirsError, takenError, toChangeValues } from "../shared/user-row.ts";
import { ALLOW, DENY } from "./denials.ts";
import { sql } from "./sql.ts";
import type { WriteSession } from "./transactions.ts";

const UPDATE = sql(/* sql */ `
  UPDATE users
     SET email_verified = email_verified AND (NOT :setsEmail::boolean OR email IS NOT DISTINCT FROM :address::text),
         email = CASE WHEN :setsEmail::boolean THEN :address::text ELSE email END,
         canonical_email = CASE WHEN :setsEmail::boolean THEN :canonical::text ELSE canonical_email END,
         phone_verified = phone_verified AND (NOT :setsPhone::boolean OR phone IS NOT DISTINCT FROM :phone::text),
         phone = CASE WHEN :setsPhone::boolean THEN :phone::text ELSE phone END,
         display_name = CASE WHEN :setsName::boolean THEN :displayName::text ELSE display_name END,
         timezone = coalesce(:timeZone::text, timezone), updated_at = :now
   WHERE id = :id AND deleted_at IS NULL`);

/** Writes nothing to a row that is somebody else's. */
const TIE = sql(/* sql */ `
  INSERT INTO identities AS i (issuer, subject, user_id, created_at) VALUES (:issuer, :subject, :id, :now)
  ON CONFLICT (issuer, subject) DO UPDATE SET user_id = excluded.user_id WHERE i.user_id = excluded.user_id`);

const UNTIE = sql(/* sql */ `
  DELETE FROM identities WHERE issuer = :issuer AND subject = :subject AND user_id = :id`);

/** Inside a transaction. False when there is no such account. */
export async function updateUser(
  session: WriteSession,
  id: OwnerId,
  changes: UserChanges,
  now: number,
): Promise<boolean> {
  if ((await session.run(UPDATE, toChangeValues(id, changes, now))) === 0) return false;
  for (const { issuer, subject } of changes.removedIdentities) {
    const identity = { issuer, subject };
    if ((await session.run(UNTIE, { ...identity, id })) === 0) throw notTheirsError(identity);
    session.send(DENY, { subject: identityHash(identity), until: null, now });
  }
  for (const { issuer, subject } of changes.addedIdentities) {
    const identity = { issuer, subject };
    if ((await session.run(TIE, { ...identity, id, now })) === 0) throw takenError("identity");
    session.send(ALLOW, { subject: identityHash(identity) });
  }
  return true;
}
