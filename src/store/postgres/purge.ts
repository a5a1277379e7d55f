import type { TrashStore } from "../../domain/entries/trash-store.ts";
import { AwarenessError } from "../../domain/errors.ts";
import type { OwnerId } from "../../domain/owner.ts";
import { DROP_LINKS } from "./entry-links.ts";
import { DROP_TAGS } from "./row-changes.ts";
import { plannedSql, rowsSql, sql } from "./sql.ts";
import { EVERYBODY, type Transactions, type WriteTransaction } from "./transactions.ts";

/** Who may have something to purge, behind the place where `:settled` and `:owner` are: first who surely has. */
export const LIST_OWNERS = plannedSql(/* sql */ `
  SELECT owner_id AS owner, settled
    FROM (SELECT owner_id, coalesce(trash_from >= :before::bigint, true) AS settled
            FROM owners
           WHERE trash_rev <> rev OR trash_from < :before::bigint) o
   WHERE (settled, owner_id) > (:settled::boolean, :owner)
   ORDER BY settled, owner_id
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
/** What goes with 100 entries may be much, and a bulk operation may hold the owner's lock for as long, ms. */
const PATIENCE = { timeoutMs: 60_000 };

/** Where a round through the owners is. */
interface Place {
  readonly settled: boolean;
  readonly owner: string;
}

interface FoundOwner extends Place {
  readonly owner: OwnerId;
}

/** One call of the purge. */
interface Call {
  readonly before: number;
  /** How much it may still remove. */
  left: number;
  readonly failures: unknown[];
}

const BEGINNING: Place = { settled: false, owner: "" };

/**
 * Owners are visited one after the other, each in a transaction of its own that sees nothing of the others. A round that
 * ended some visit because of the limit is followed by another one; until then who has failed is left out.
 */
export function createPurge(transactions: Transactions): TrashStore["purge"] {
  const failed = new Set<string>();
  let place = BEGINNING;
  let again = false;

  const list = (before: number) =>
    transactions.read(EVERYBODY, (session) =>
      session.all<FoundOwner>(LIST_OWNERS, { ...place, before, limit: VISITS }),
    );

  async function visit(owner: OwnerId, call: Call): Promise<void> {
    if (failed.has(owner)) return;
    const { before, left } = call;
    const work = (transaction: WriteTransaction) => purgeOwner(transaction, owner, before, left);
    try {
      call.left -= await transactions.change(owner, work, PATIENCE);
    } catch (error) {
      if (!concernsOneOwner(error)) throw error;
      failed.add(owner);
      call.failures.push(error);
    }
  }

  async function visitAll(owners: readonly FoundOwner[], call: Call): Promise<void> {
    for (const next of owners) {
      // Also when the visit fails or leaves something: one owner is never in the way of the others.
      place = next;
      await visit(next.owner, call);
      if (call.left === 0) return;
    }
  }

  /** Answers whether there may be more to do. */
  async function goOn(call: Call): Promise<boolean> {
    for (;;) {
      const owners = await list(call.before);
      await visitAll(owners, call);
      if (call.left === 0) again = true;
      if (call.left === 0 || owners.length === VISITS) return true;
      place = BEGINNING;
      if (!again) return false;
      again = false;
    }
  }

  return async (before, limit) => {
    if (limit <= 0) return { purged: 0, more: false };
    const call: Call = { before, left: limit, failures: [] };
    const more = await goOn(call);
    if (!more) failed.clear();
    const outcome = { purged: limit - call.left, more };
    return call.failures.length === 0 ? outcome : { ...outcome, failure: call.failures[0] };
  };
}

/** Reasons of failures that need not meet the transactions of other owners. */
const OF_ONE_OWNER: readonly unknown[] = ["locked", "timeout", "busy", "corrupt"];

function concernsOneOwner(error: unknown): boolean {
  return !(error instanceof AwarenessError) || OF_ONE_OWNER.includes(error.details.reason);
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
