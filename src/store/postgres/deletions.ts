import type { DeletionStore } from "../../domain/accounts/deletion-store.ts";
import type { Identity } from "../../domain/accounts/identity-store.ts";
import type { OwnerId } from "../../domain/owner.ts";
import { deletionKey, denialsOf, extendNote, readNote, writeNote } from "../shared/deletion-note.ts";
import { OWNED_TABLES } from "../shared/owned-tables.ts";
import { RAISE_FLOOR } from "./rev-floor.ts";
import type { Session } from "./session.ts";
import { plannedSql, sql } from "./sql.ts";
import type { Transactions, WriteTransaction } from "./transactions.ts";

/** Tells these locks from other advisory locks of two numbers. */
const LOCK_CLASS = 0x64656c65;

/** Two processes that delete the same owner begin one after the other: at first there is no row to lock. */
const LOCK = sql(/* sql */ `
  SELECT pg_advisory_xact_lock(${LOCK_CLASS}, hashtext(:owner))`);

const READ_NOTE = sql(/* sql */ `
  SELECT value FROM settings WHERE key = :key FOR UPDATE`);

const WRITE_NOTE = sql(/* sql */ `
  INSERT INTO settings (key, value) VALUES (:key, :value)
  ON CONFLICT (key) DO UPDATE SET value = excluded.value`);

const REMOVE_NOTE = sql(/* sql */ `
  DELETE FROM settings WHERE key = :key RETURNING value`);

const IS_KNOWN = plannedSql(/* sql */ `
  SELECT EXISTS (SELECT 1 FROM users WHERE id = :owner)
         ${OWNED_TABLES.map((name) => `OR EXISTS (SELECT 1 FROM ${name} WHERE owner_id = :owner)`).join("\n         ")}
         AS known`);

const IDENTITIES = sql(/* sql */ `
  SELECT issuer, subject FROM identities WHERE user_id = :owner`);

/** Of two denials the further-reaching one holds. */
const DENY = sql(/* sql */ `
  INSERT INTO denied_subjects AS d (subject_hash, until, denied_at)
  SELECT hash, until, :now::bigint FROM unnest(:hashes::bytea[], :untils::bigint[]) w (hash, until)
  ON CONFLICT (subject_hash) DO UPDATE
     SET until = CASE WHEN d.until IS NULL OR excluded.until IS NULL THEN NULL
                      ELSE greatest(d.until, excluded.until) END`);

/** Nobody is linked to the account any more, or finds it, while it is being emptied. */
const CLOSE_ACCOUNT = sql(/* sql */ `
  UPDATE users SET deleted_at = coalesce(deleted_at, :now::bigint) WHERE id = :owner`);

const REVOKE = sql(/* sql */ `
  UPDATE tokens SET revoked_at = :now WHERE owner_id = :owner AND revoked_at IS NULL AND expires_at > :now`);

const END_SESSIONS = sql(/* sql */ `
  DELETE FROM sessions WHERE owner_id = :owner`);

/** Servers must learn of it before the rows go. */
const REVOKE_GRANTS = sql(/* sql */ `
  UPDATE oauth_grants SET revoked_at = :now WHERE owner_id = :owner AND revoked_at IS NULL AND expires_at > :now`);

/** Browsers that are signed in, codes, refresh tokens. */
const END_OAUTH = sql(/* sql */ `
  DELETE FROM oauth_records WHERE owner_id = :owner`);

const REMOVALS = OWNED_TABLES.map(
  (name) => [name, plannedSql(`DELETE FROM ${name} WHERE owner_id = :owner`)] as const,
);

/** Of the tables that are not an owner's own. */
const ACCOUNT = [
  ["identities", sql("DELETE FROM identities WHERE user_id = :owner")],
  ["users", sql("DELETE FROM users WHERE id = :owner")],
] as const;

const REMOVE_COUNTER = sql(/* sql */ `
  DELETE FROM owners WHERE owner_id = :owner`);

/** Millions of rows go in one transaction, which is in nobody else's way. */
const PATIENCE = { timeoutMs: 6 * 3_600_000 };

interface Note {
  readonly value: Buffer;
}

/** Another process is done, and somebody new may have the name: nothing is to be changed. */
class EndedElsewhere extends Error {}

export interface DeletionsOptions {
  readonly transactions: Transactions;
}

export function createPostgresDeletions({ transactions }: DeletionsOptions): DeletionStore {
  const readKey = async (session: Session, owner: OwnerId) =>
    (await session.get<Note>(READ_NOTE, { key: deletionKey(owner) }))?.value;

  return {
    begin: (owner, now) =>
      transactions.write(owner, async (session) => {
        const key = deletionKey(owner);
        session.send(LOCK, { owner });
        const [note, known, identities] = await Promise.all([
          readKey(session, owner),
          session.get<{ readonly known: boolean }>(IS_KNOWN, { owner }),
          session.all<Identity>(IDENTITIES, { owner }),
        ]);
        if (note === undefined && known?.known !== true) return undefined;
        const denials = denialsOf(owner, identities, now);
        const [hashes, untils] = [denials.map(({ hash }) => hash), denials.map(({ until }) => until)];
        session.send(DENY, { hashes, untils, now });
        session.send(CLOSE_ACCOUNT, { owner, now });
        const [tokens, sessions, grants, oauth_records] = await Promise.all([
          session.run(REVOKE, { owner, now }),
          session.run(END_SESSIONS, { owner }),
          session.run(REVOKE_GRANTS, { owner, now }),
          session.run(END_OAUTH, { owner }),
        ]);
        const begun = note ?? writeNote({ rows: {}, begunAt: now });
        session.send(WRITE_NOTE, { key, value: extendNote(begun, { sessions, oauth_records }) });
        const wasSignedIn = identities.length + tokens + sessions + grants + oauth_records > 0;
        return { resumed: note !== undefined, wasSignedIn };
      }),

    async remove(owner) {
      const removeAll = async (transaction: WriteTransaction) => {
        const note = await readKey(transaction, owner);
        if (note === undefined) throw new EndedElsewhere();
        const removals = [...REMOVALS, ...ACCOUNT].map(
          async ([name, statement]) => [name, await transaction.run(statement, { owner })] as const,
        );
        const rows = Object.fromEntries(await Promise.all(removals));
        transaction.send(RAISE_FLOOR, { owner });
        transaction.send(REMOVE_COUNTER, { owner });
        transaction.send(WRITE_NOTE, { key: deletionKey(owner), value: extendNote(note, rows) });
      };
      await transactions.change(owner, removeAll, PATIENCE).catch((error: unknown) => {
        if (!(error instanceof EndedElsewhere)) throw error;
      });
    },

    end: async (owner) => {
      const [note] = await transactions.one<Note>(owner, REMOVE_NOTE, { key: deletionKey(owner) });
      return note === undefined ? undefined : readNote(note.value);
    },
  };
}
