import type { Database } from "better-sqlite3";
import type { Author, EntryType } from "../../domain/entries/entry.ts";
import type { OwnerId } from "../../domain/owner.ts";
import { authorValues, SET_AUTHOR } from "../shared/author-row.ts";
import type { RowChanges } from "./row-changes.ts";
import type { WriteTransaction } from "./write-batch.ts";

const FIND_EXPIRED_HOLDER = /* sql */ `
  SELECT n
    FROM entries INDEXED BY entries_logical_key
   WHERE owner_id = :owner AND source = :source AND type = :type AND logical_key = :logicalKey
     AND deleted_at IS NULL AND expires_at <= :now`;

const MARK_DELETED = /* sql */ `
  UPDATE entries
     SET deleted_at = coalesce(:deletedAt, entries.expires_at), change = 'deleted', version = entries.version + 1,
         rev = :rev + r.key, changed_at = :now, ${SET_AUTHOR}
    FROM json_each(:rows) r
   WHERE entries.n = r.value AND +entries.owner_id = :owner`;

/** A logical key that an entry is about to take. */
export interface TakenKey {
  readonly type: EntryType;
  readonly source: string;
  readonly logicalKey: string;
}

export interface Burier {
  /** Marks rows deleted, now or as of their expiry, each as a new version. */
  markDeleted(
    transaction: WriteTransaction,
    owner: OwnerId,
    rows: readonly number[],
    deletedAt: "now" | "expiry",
    author: Author,
  ): void;
  /** An entry that has expired but still holds the key goes to the trash for good, so that the key is free. */
  freeKey(transaction: WriteTransaction, owner: OwnerId, key: TakenKey, author: Author): void;
}

export function createBurier(db: Database, changes: RowChanges): Burier {
  const findExpiredHolder = db
    .prepare<TakenKey & { readonly owner: string; readonly now: number }, number>(FIND_EXPIRED_HOLDER)
    .pluck();
  const markDeleted = db.prepare(MARK_DELETED);

  const burier: Burier = {
    markDeleted(transaction, owner, rows, deletedAt, author) {
      if (rows.length === 0) return;
      const { rev, now } = transaction.stamp(rows.length);
      const set = JSON.stringify(rows);
      changes.apply(owner, set, () =>
        markDeleted.run({
          owner,
          rows: set,
          rev,
          now,
          deletedAt: deletedAt === "now" ? now : null,
          ...authorValues(author),
        }),
      );
    },
    freeKey(transaction, owner, { type, source, logicalKey }, author) {
      const now = transaction.now();
      const holder = findExpiredHolder.get({ owner, type, source, logicalKey, now });
      if (holder !== undefined) burier.markDeleted(transaction, owner, [holder], "expiry", author);
    },
  };
  return burier;
}
