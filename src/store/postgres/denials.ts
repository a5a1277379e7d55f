import type { DenialStore } from "../../domain/accounts/denial-store.ts";
import { type DenialRow, toDenial, toSubjectHash } from "../shared/denial-row.ts";
import { sql } from "./sql.ts";
import { EVERYBODY, type Transactions } from "./transactions.ts";

export const DENY = sql(/* sql */ `
  INSERT INTO denied_subjects AS old (subject_hash, until, denied_at) VALUES (:subject, :until, :now)
      ON CONFLICT (subject_hash) DO UPDATE
     SET until = CASE WHEN old.until >= excluded.until THEN old.until
                      WHEN old.until IS NOT NULL THEN excluded.until END,
         denied_at = excluded.denied_at`);

export const ALLOW = sql(/* sql */ `
  DELETE FROM denied_subjects WHERE subject_hash = :subject`);

const LIST = sql(/* sql */ `
  SELECT subject_hash, until FROM denied_subjects ORDER BY subject_hash`);

export interface DenialsOptions {
  readonly transactions: Transactions;
}

export function createPostgresDenials({ transactions }: DenialsOptions): DenialStore {
  return {
    async deny({ subject, until = null }, now) {
      await transactions.one(EVERYBODY, DENY, { subject: toSubjectHash(subject), until, now });
    },
    async allow(subject) {
      await transactions.one(EVERYBODY, ALLOW, { subject: toSubjectHash(subject) });
    },
    list: () =>
      transactions.read(EVERYBODY, async (session) => (await session.all<DenialRow>(LIST, {})).map(toDenial)),
  };
}
