import type { Author, EntryType } from "../../domain/entries/entry.ts";
import type { OwnerId } from "../../domain/owner.ts";
import { authorValues, SET_AUTHOR } from "../shared/author-row.ts";
import { applyChange } from "./row-changes.ts";
import { rowsSql, sql } from "./sql.ts";
import type { WriteTransaction } from "./transactions.ts";

const FIND_EXPIRED_HOLDER = sql(/* sql */ `
  SELECT n
    FROM entries
   WHERE owner_id = :owner AND source = :source AND type = :type AND logical_key = :logicalKey
     AND deleted_at IS NULL AND expires_at <= :now::bigint`);

const MARK_DELETED = rowsSql(/* sql */ `
  UPDATE entries e
     SET deleted_at = coalesce(:deletedAt::bigint, e.expires_at), change = 'deleted', version = e.version + 1,
         rev = :rev::bigint + r.place - 1, changed_at = :now::bigint, ${SET_AUTHOR}
    FROM unnest(:rows::bigint[]) WITH ORDINALITY r (n, place)
   WHERE e.owner_id = :owner AND e.n = r.n`);

/** A logical key that an entry is about to take. */
export interface TakenKey {
  readonly type: EntryType;
  readonly source: string;
  readonly logicalKey: string;
}

/** Marks rows deleted, now or as of their expiry, each as a new version. */
export async function markDeleted(
  transaction: WriteTransaction,
  owner: OwnerId,
  rows: readonly number[],
  deletedAt: "now" | "expiry",
  author: Author,
): Promise<void> {
  if (rows.length === 0) return;
  const { rev, now } = await transaction.stamp(rows.length);
  applyChange(transaction, owner, rows, () =>
    transaction.send(MARK_DELETED(rows), {
      owner,
      rows,
      rev,
      now,
      deletedAt: deletedAt === "now" ? now : null,
      ...authorValues(author),
    }),
  );
}

/** An entry that has expired but still holds the key goes to the trash for good, so that the key is free. */
export async function freeKey(
  transaction: WriteTransaction,
  owner: OwnerId,
  { type, source, logicalKey }: TakenKey,
  author: Author,
): Promise<void> {
  const wanted = { owner, type, source, logicalKey, now: transaction.now() };
  const holder = await transaction.get<{ readonly n: number }>(FIND_EXPIRED_HOLDER, wanted);
  if (holder !== undefined) await markDeleted(transaction, owner, [holder.n], "expiry", author);
}
