import type { Database } from "better-sqlite3";
import type { Identity, IdentityStore } from "../../domain/accounts/identity-store.ts";
import type { OwnerId } from "../../domain/owner.ts";
import { identityHash } from "../shared/deletion-note.ts";
import type { Reader } from "./read.ts";
import type { WriteQueue } from "./write-queue.ts";

const FIND_USER = /* sql */ `
  SELECT u.id FROM identities i JOIN users u ON u.id = i.user_id
   WHERE i.issuer = :issuer AND i.subject = :subject AND u.deleted_at IS NULL`;

/** An identity that is somebody's, or refused for ever: whom an operator has shut out comes back neither by an address nor anew. */
const IS_SETTLED = /* sql */ `
  SELECT 1 FROM identities WHERE issuer = :issuer AND subject = :subject
  UNION ALL SELECT 1 FROM denied_subjects WHERE subject_hash = :hash AND until IS NULL`;

/** The whole address, as it was given: without a part of it another person may be meant. */
const FIND_BY_EMAIL = /* sql */ `
  SELECT id FROM users WHERE lower(trim(email)) = :email AND deleted_at IS NULL LIMIT 2`;

const HAS_ISSUER = /* sql */ `
  SELECT 1 FROM identities WHERE user_id = :id AND issuer = :issuer`;

const INSERT_IDENTITY = /* sql */ `
  INSERT INTO identities (issuer, subject, user_id, created_at)
  SELECT :issuer, :subject, id, :now FROM users WHERE id = :id AND deleted_at IS NULL`;

const INSERT_USER = /* sql */ `
  INSERT INTO users (id, email, email_verified, display_name, created_at)
  SELECT :id, free.email, free.email IS NOT NULL, :name, :now
    FROM (SELECT CASE WHEN EXISTS (SELECT 1 FROM users WHERE lower(trim(email)) = :email) THEN NULL ELSE :email END
                 AS email) free
   WHERE true
      ON CONFLICT (id) DO NOTHING`;

/** A write is alone with the database, so what it has read holds until its end. */
export function createSqliteIdentities(db: Database, read: Reader, queue: WriteQueue): IdentityStore {
  const findUser = db.prepare<Identity, OwnerId>(FIND_USER).pluck();
  const settled = db.prepare<Identity & { hash: Buffer }>(IS_SETTLED);
  const isSettled = (identity: Identity) =>
    settled.get({ ...identity, hash: identityHash(identity) }) !== undefined;
  const findByEmail = db.prepare<{ email: string }, OwnerId>(FIND_BY_EMAIL).pluck();
  const hasIssuer = db.prepare<{ id: string; issuer: string }>(HAS_ISSUER);
  const insertIdentity = db.prepare(INSERT_IDENTITY);
  const insertUser = db.prepare(INSERT_USER);

  return {
    findUser: ({ issuer, subject }) => read(() => findUser.get({ issuer, subject })),

    link: ({ issuer, subject }, email, now) =>
      queue.run(() => {
        if (isSettled({ issuer, subject })) return findUser.get({ issuer, subject });
        const [id, another] = findByEmail.all({ email });
        if (id === undefined || another !== undefined) return undefined;
        if (hasIssuer.get({ id, issuer }) !== undefined) return undefined;
        insertIdentity.run({ issuer, subject, id, now });
        return id;
      }),

    provision: ({ issuer, subject }, id, { verifiedEmail, displayName }, now) =>
      queue.run(() => {
        if (!isSettled({ issuer, subject })) {
          insertUser.run({ id, email: verifiedEmail ?? null, name: displayName ?? null, now });
          insertIdentity.run({ issuer, subject, id, now });
        }
        return findUser.get({ issuer, subject });
      }),
  };
}
