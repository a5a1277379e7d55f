import type { Database } from "better-sqlite3";
import type { DeletionStore, Removed } from "../../domain/accounts/deletion-store.ts";
import type { Identity } from "../../domain/accounts/identity-store.ts";
import type { OwnerId } from "../../domain/owner.ts";
import { deletionKey, denialsOf, extendNote, readNote, writeNote } from "../shared/deletion-note.ts";
import { OWNED_TABLES } from "../shared/owned-tables.ts";
import type { WriteQueue } from "./write-queue.ts";

const READ_NOTE = /* sql */ `
  SELECT value FROM settings WHERE key = :key`;

const WRITE_NOTE = /* sql */ `
  INSERT INTO settings (key, value) VALUES (:key, :value)
  ON CONFLICT (key) DO UPDATE SET value = excluded.value`;

const REMOVE_NOTE = /* sql */ `
  DELETE FROM settings WHERE key = :key RETURNING value`;

const IDENTITIES = /* sql */ `
  SELECT issuer, subject FROM identities WHERE user_id = :owner`;

/** Of two denials the further-reaching one holds. */
const DENY = /* sql */ `
  INSERT INTO denied_subjects (subject_hash, until, denied_at) VALUES (:hash, :until, :now)
  ON CONFLICT (subject_hash) DO UPDATE
     SET until = CASE WHEN denied_subjects.until IS NULL OR excluded.until IS NULL THEN NULL
                      ELSE max(denied_subjects.until, excluded.until) END`;

const REVOKE = /* sql */ `
  UPDATE tokens SET revoked_at = :now WHERE owner_id = :owner AND revoked_at IS NULL AND expires_at > :now`;

const END_SESSIONS = /* sql */ `
  DELETE FROM sessions WHERE owner_id = :owner`;

/** Servers must learn of it before the rows go. */
const REVOKE_GRANTS = /* sql */ `
  UPDATE oauth_grants SET revoked_at = :now WHERE owner_id = :owner AND revoked_at IS NULL AND expires_at > :now`;

/** Browsers that are signed in, codes, refresh tokens. */
const END_OAUTH = /* sql */ `
  DELETE FROM oauth_records WHERE owner_id = :owner`;

/** Of the tables that are not an owner's own. */
const ACCOUNT = [
  ["identities", "DELETE FROM identities WHERE user_id = :owner"],
  ["users", "DELETE FROM users WHERE id = :owner"],
] as const;

/** So many rows of a table go in one transaction: other processes want to write as well. */
const STEP = 1_000;

/** A deletion is prepared when there is one: servers do without these statements. */
/** Nobody is linked to the account any more, or finds it, while it is being emptied. */
const CLOSE_ACCOUNT = /* sql */ `
  UPDATE users SET deleted_at = coalesce(deleted_at, :now) WHERE id = :owner`;

/** Answers which rows are gone, and how many ways in there were. */
function shutOut(db: Database, owner: OwnerId, now: number) {
  const revoked = [REVOKE, REVOKE_GRANTS].map((text) => db.prepare(text).run({ owner, now }).changes);
  const sessions = db.prepare(END_SESSIONS).run({ owner }).changes;
  const oauth_records = db.prepare(END_OAUTH).run({ owner }).changes;
  const found = revoked.reduce((sum, count) => sum + count, sessions + oauth_records);
  return { removed: { sessions, oauth_records }, found };
}

export function createSqliteDeletions(db: Database, queue: WriteQueue): DeletionStore {
  const readKey = (owner: OwnerId) =>
    db
      .prepare<unknown[], Buffer>(READ_NOTE)
      .pluck()
      .get({ key: deletionKey(owner) });
  const write = (owner: OwnerId, value: Buffer) =>
    db.prepare(WRITE_NOTE).run({ key: deletionKey(owner), value });

  function isKnown(owner: OwnerId): boolean {
    const owned = OWNED_TABLES.map((name) => `SELECT 1 FROM ${name} WHERE owner_id = :owner`);
    const texts = ["SELECT 1 FROM users WHERE id = :owner", ...owned];
    return texts.some((text) => db.prepare(`${text} LIMIT 1`).get({ owner }) !== undefined);
  }

  function deny(owner: OwnerId, now: number): number {
    const identities = db.prepare<unknown[], Identity>(IDENTITIES).all({ owner });
    for (const { hash, until } of denialsOf(owner, identities, now))
      db.prepare(DENY).run({ hash, until, now });
    return identities.length;
  }

  /** In one transaction with word of it; false when there is nothing more to note it in: another process is done. */
  function removeRows(owner: OwnerId, removals: readonly (readonly [name: string, text: string])[]) {
    return queue.run(() => {
      const note = readKey(owner);
      if (note === undefined) return undefined;
      const rows = Object.fromEntries(
        removals.map(([name, text]) => [name, db.prepare(text).run({ owner }).changes]),
      );
      write(owner, extendNote(note, rows));
      return rows;
    });
  }

  return {
    begin: (owner, now) =>
      queue.run(() => {
        const note = readKey(owner);
        if (note === undefined && !isKnown(owner)) return undefined;
        const identities = deny(owner, now);
        db.prepare(CLOSE_ACCOUNT).run({ owner, now });
        const { removed, found } = shutOut(db, owner, now);
        write(owner, extendNote(note ?? writeNote({ rows: {}, begunAt: now }), removed));
        return { resumed: note !== undefined, wasSignedIn: identities + found > 0 };
      }),

    async remove(owner) {
      for (const name of OWNED_TABLES) {
        const step = [[name, `DELETE FROM ${name} WHERE owner_id = :owner LIMIT ${STEP}`]] as const;
        for (let removed = STEP; removed === STEP; ) removed = (await removeRows(owner, step))?.[name] ?? 0;
      }
      // What was written meanwhile, and the account, whose absence says that all is gone.
      const rest = OWNED_TABLES.map((name) => [name, `DELETE FROM ${name} WHERE owner_id = :owner`] as const);
      await removeRows(owner, [...rest, ...ACCOUNT]);
    },

    end: (owner) =>
      queue.run((): Removed | undefined => {
        const note = db
          .prepare<unknown[], Buffer>(REMOVE_NOTE)
          .pluck()
          .get({ key: deletionKey(owner) });
        return note === undefined ? undefined : readNote(note);
      }),
  };
}
