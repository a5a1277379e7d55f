import type { OwnerId } from "../../domain/owner.ts";
import { DROP_LINKS } from "./entry-links.ts";
import { DROP_TAGS } from "./row-changes.ts";
import { plannedSql, rowsSql, sql } from "./sql.ts";
import { EVERYBODY, type Transactions, type WriteTransaction } from "./transactions.ts";

/** Who may have something to purge, in a circle that begins after `:position`. */
export const LIST_OWNERS = plannedSql(/* sql */ `
  SELECT owner_id
    FROM owners
   WHERE trash_rev <> rev OR trash_from < :before::bigint
   ORDER BY owner_id <= :position, owner_id
   LIMIT :limit::bigint`);

export const FIND = sql(/* sql */ `
  (SELECT n
     FROM entries
    WHERE owner_id = :owner AND deleted_at IS NOT NULL AND deleted_at < :before::bigint
    ORDER BY deleted_at, rev
    LIMIT :limit::bigint)
  UNION ALL
  (SELECT n
     FROM entries
    WHERE owner_id = :owner AND deleted_at IS NULL AND expires_at < :before::bigint AND expires_at <= :now::bigint
    ORDER BY expires_at, rev
    LIMIT :limit::bigint)
   LIMIT :limit::bigint`);

/** Versions, reads, actions and what is made from entries go with them (ON DELETE CASCADE). */
const REMOVE_ENTRIES = rowsSql(/* sql */ `
  DELETE FROM entries WHERE owner_id = :owner AND n = ANY(:rows::bigint[])`);

export const REMOVE_STATUS_VERSIONS = sql(/* sql */ `
  DELETE FROM entry_versions v
   USING (SELECT entry_id, version
            FROM entry_versions
           WHERE owner_id = :owner AND type = 'status' AND at < :before::bigint
           ORDER BY at
           LIMIT :limit::bigint) old
   WHERE v.owner_id = :owner AND v.entry_id = old.entry_id AND v.version = old.version`);

export const NOTE_OLDEST = sql(/* sql */ `
  UPDATE owners
     SET trash_rev = rev,
         trash_from = least(
           (SELECT deleted_at FROM entries WHERE owner_id = :owner AND deleted_at IS NOT NULL
             ORDER BY deleted_at LIMIT 1),
           (SELECT expires_at FROM entries WHERE owner_id = :owner AND deleted_at IS NULL AND expires_at IS NOT NULL
             ORDER BY expires_at LIMIT 1),
           (SELECT at FROM entry_versions WHERE owner_id = :owner AND type = 'status' ORDER BY at LIMIT 1))
   WHERE owner_id = :owner`);

/** How many owners one call visits at most; the next call goes on behind them. */
const VISITS = 1_000;

/**
 * Removes at most `limit` entries of any owner that were trashed before `before`, and superseded versions of statuses
 * from before then; answers how many.
 */
export type Purge = (before: number, limit: number) => Promise<number>;

/** Owners are visited one after the other, each in a transaction of its own that sees nothing of the others. */
export function createPurge(transactions: Transactions): Purge {
  let position = "";

  return async (before, limit) => {
    let left = Math.max(limit, 0);
    if (left === 0) return 0;
    const owners = await transactions.read(EVERYBODY, (session) =>
      session.all<{ readonly owner_id: OwnerId }>(LIST_OWNERS, { before, position, limit: VISITS }),
    );
    for (const { owner_id: owner } of owners) {
      // Also when the visit fails or leaves something: one owner is never in the way of the others.
      position = owner;
      left -= await transactions.change(owner, (transaction) => purgeOwner(transaction, owner, before, left));
      if (left <= 0) break;
    }
    return limit - left;
  };
}

/** Trash goes first, then versions of statuses. */
async function purgeOwner(
  transaction: WriteTransaction,
  owner: OwnerId,
  before: number,
  limit: number,
): Promise<number> {
  const wanted = { owner, before, now: transaction.now(), limit };
  const found = await transaction.all<{ readonly n: number }>(FIND, wanted);
  if (found.length > 0) {
    const rows = found.map(({ n }) => n);
    for (const remove of [DROP_TAGS, DROP_LINKS, REMOVE_ENTRIES])
      transaction.send(remove(rows), { owner, rows });
  }
  const left = limit - found.length;
  if (left === 0) return limit;
  const versions = transaction.run(REMOVE_STATUS_VERSIONS, { owner, before, limit: left });
  transaction.send(NOTE_OLDEST, { owner });
  return found.length + (await versions);
}
