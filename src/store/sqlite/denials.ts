import type { Database } from "better-sqlite3";
import type { DenialStore } from "../../domain/accounts/denial-store.ts";
import { type DenialRow, toDenial, toSubjectHash } from "../shared/denial-row.ts";
import type { Reader } from "./read.ts";
import type { WriteQueue } from "./write-queue.ts";

export const DENY = /* sql */ `
  INSERT INTO denied_subjects AS old (subject_hash, until, denied_at) VALUES (:subject, :until, :now)
      ON CONFLICT (subject_hash) DO UPDATE
     SET until = max(old.until, excluded.until), denied_at = excluded.denied_at`;

export const ALLOW = /* sql */ `
  DELETE FROM denied_subjects WHERE subject_hash = :subject`;

const LIST = /* sql */ `
  SELECT subject_hash, until FROM denied_subjects ORDER BY subject_hash`;

export function createSqliteDenials(db: Database, read: Reader, queue: WriteQueue): DenialStore {
  const deny = db.prepare(DENY);
  const allow = db.prepare(ALLOW);
  const list = db.prepare<[], DenialRow>(LIST);

  return {
    async deny({ subject, until = null }, now) {
      // The two-argument max() of SQLite is null when one of them is: a denial without an end beats every other.
      await queue.run(() => deny.run({ subject: toSubjectHash(subject), until, now }));
    },
    async allow(subject) {
      await queue.run(() => allow.run({ subject: toSubjectHash(subject) }));
    },
    list: () => read(() => list.all().map(toDenial)),
  };
}
