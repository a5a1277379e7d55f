import type { Identity, IdentityStore } from "../../domain/accounts/identity-store.ts";
import type { OwnerId } from "../../domain/owner.ts";
import { identityHash } from "../shared/deletion-note.ts";
import type { Session } from "./session.ts";
import { sql } from "./sql.ts";
import { EVERYBODY, type Transactions } from "./transactions.ts";

const FIND_USER = sql(/* sql */ `
  SELECT u.id FROM identities i JOIN users u ON u.id = i.user_id
   WHERE i.issuer = :issuer AND i.subject = :subject AND u.deleted_at IS NULL`);

/** An identity that is somebody's, or refused for ever: whom an operator has shut out comes back neither by an address nor anew. */
const IS_SETTLED = sql(/* sql */ `
  SELECT 1 AS settled FROM identities WHERE issuer = :issuer AND subject = :subject
  UNION ALL SELECT 1 FROM denied_subjects WHERE subject_hash = :hash AND until IS NULL`);

/** The whole address, as it was given: without a part of it another person may be meant. Two identities take turns. */
const LOCK_BY_EMAIL = sql(/* sql */ `
  SELECT id FROM users WHERE lower(btrim(email)) = :email AND deleted_at IS NULL ORDER BY id LIMIT 2 FOR UPDATE`);

const HAS_ISSUER = sql(/* sql */ `
  SELECT user_id AS id FROM identities WHERE user_id = :id AND issuer = :issuer LIMIT 1`);

const INSERT_IDENTITY = sql(/* sql */ `
  INSERT INTO identities (issuer, subject, user_id, created_at)
  SELECT :issuer::text, :subject::text, id, :now::bigint FROM users WHERE id = :id AND deleted_at IS NULL
      ON CONFLICT (issuer, subject) DO NOTHING`);

const INSERT_USER = sql(/* sql */ `
  INSERT INTO users (id, email, email_verified, display_name, created_at)
  SELECT :id::text, free.email, free.email IS NOT NULL, :name::text, :now::bigint
    FROM (SELECT CASE WHEN EXISTS (SELECT 1 FROM users WHERE lower(btrim(email)) = :email::text) THEN NULL
                      ELSE :email::text END AS email) free
      ON CONFLICT (id) DO NOTHING
  RETURNING id`);

const DELETE_USER = sql(/* sql */ `
  DELETE FROM users WHERE id = :id`);

interface IdRow {
  readonly id: OwnerId;
}

export interface IdentitiesOptions {
  readonly transactions: Transactions;
}

export function createPostgresIdentities({ transactions }: IdentitiesOptions): IdentityStore {
  const findUser = async (session: Session, identity: Identity) =>
    (await session.get<IdRow>(FIND_USER, { ...identity }))?.id;
  const isSettled = async (session: Session, identity: Identity) =>
    (await session.get(IS_SETTLED, { ...identity, hash: identityHash(identity) })) !== undefined;

  return {
    findUser: ({ issuer, subject }) =>
      transactions.read(EVERYBODY, (session) => findUser(session, { issuer, subject })),

    link: ({ issuer, subject }, email, now) =>
      transactions.write(EVERYBODY, async (session) => {
        const identity = { issuer, subject };
        if (await isSettled(session, identity)) return findUser(session, identity);
        const [user, another] = await session.all<IdRow>(LOCK_BY_EMAIL, { email });
        if (user === undefined || another !== undefined) return undefined;
        // Asked after the lock, so that what another node has linked meanwhile is seen.
        if ((await session.get(HAS_ISSUER, { id: user.id, issuer })) !== undefined) {
          return findUser(session, identity);
        }
        await session.run(INSERT_IDENTITY, { ...identity, id: user.id, now });
        return findUser(session, identity);
      }),

    provision: ({ issuer, subject }, id, { verifiedEmail, displayName }, now) =>
      transactions.write(EVERYBODY, async (session) => {
        const identity = { issuer, subject };
        if (await isSettled(session, identity)) return findUser(session, identity);
        const user = { id, email: verifiedEmail ?? null, name: displayName ?? null, now };
        const made = (await session.get(INSERT_USER, user)) !== undefined;
        const tied = await session.run(INSERT_IDENTITY, { ...identity, id, now });
        // Another node was faster, and the identity is somebody's now: nobody would ever reach this user.
        if (made && tied === 0) await session.run(DELETE_USER, { id });
        return findUser(session, identity);
      }),
  };
}
