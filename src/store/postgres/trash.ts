import type { Clock } from "../../domain/clock.ts";
import type { Selector, TrashStore } from "../../domain/entries/trash-store.ts";
import { AFTER_ENTRY_COLUMNS, ENTRY_COLUMNS, type EntryRow, toEntry } from "../shared/entry-row.ts";
import { markDeleted } from "./bury.ts";
import type { EntryQueries } from "./entry-queries.ts";
import { createPurge } from "./purge.ts";
import { restoreEntries } from "./restore.ts";
import { plannedSql } from "./sql.ts";
import type { Patience, Transactions } from "./transactions.ts";
import { createTrashSelection } from "./trash-selection.ts";

/** Each half ends where the page does, since row-level security keeps the halves from being merged in the order of their indexes. */
const listSql = (within: string) => /* sql */ `
  (SELECT ${ENTRY_COLUMNS}, e.deleted_at AS trashed_at
     FROM entries e
    WHERE e.owner_id = :owner AND e.deleted_at IS NOT NULL AND e.deleted_at >= :since::bigint
      AND (e.deleted_at, e.rev) < (:afterTime::bigint, :afterRev::bigint) ${within}
    ORDER BY e.deleted_at DESC, e.rev DESC
    LIMIT :limit::bigint + :offset::bigint)
  UNION ALL
  (SELECT ${ENTRY_COLUMNS}, e.expires_at AS trashed_at
     FROM entries e
    WHERE e.owner_id = :owner AND e.deleted_at IS NULL AND e.expires_at <= :now::bigint
      AND e.expires_at >= :since::bigint AND (e.expires_at, e.rev) < (:afterTime::bigint, :afterRev::bigint) ${within}
    ORDER BY e.expires_at DESC, e.rev DESC
    LIMIT :limit::bigint + :offset::bigint)
   ORDER BY trashed_at DESC, rev DESC
   LIMIT :limit::bigint OFFSET :offset::bigint`;

export const LIST_TRASH = plannedSql(listSql(""));

const LIST_TRASH_OF_SOURCES = plannedSql(listSql("AND e.source = ANY(:sources::text[])"));

/** For what may concern 100,000 entries at once, ms. */
const BULK_TIMEOUT_MS = 60_000;

export interface TrashOptions {
  readonly transactions: Transactions;
  readonly clock: Clock;
  readonly queries: EntryQueries;
}

export function createPostgresTrash({ transactions, clock, queries }: TrashOptions): TrashStore {
  const selection = createTrashSelection(clock, queries);

  return {
    trash: (owner, selector, author) =>
      transactions.change(
        owner,
        async (transaction) => {
          const { rows, schemasInUse } = await selection.plan(transaction, owner, selector);
          await markDeleted(transaction, owner, rows, "now", author);
          return { trashed: rows.length, schemasInUse };
        },
        patienceFor(selector),
      ),

    countTrashable: (owner, selector) =>
      transactions.read(owner, (session) => selection.count(session, owner, selector), patienceFor(selector)),

    restore: (owner, selector, author) =>
      transactions.change(
        owner,
        (transaction) => restoreEntries(transaction, owner, selector, author),
        patienceFor(selector),
      ),

    list: (owner, { limit, offset = 0, after, since = Number.MIN_SAFE_INTEGER, sources }) =>
      transactions.read(owner, async (session) => {
        const rows = await session.rows<EntryRow>(
          sources === undefined ? LIST_TRASH : LIST_TRASH_OF_SOURCES,
          {
            owner,
            ...(sources === undefined ? {} : { sources }),
            now: clock.now(),
            since,
            afterTime: after?.trashedAt ?? Number.MAX_SAFE_INTEGER,
            afterRev: after?.rev ?? Number.MAX_SAFE_INTEGER,
            limit: Math.max(limit, 0),
            offset,
          },
        );
        return rows.map((row) => ({ entry: toEntry(row), trashedAt: row[AFTER_ENTRY_COLUMNS] as number }));
      }),

    purge: createPurge(transactions),
  };
}

function patienceFor(selector: Selector): Patience {
  return selector.by === "id" ? {} : { timeoutMs: BULK_TIMEOUT_MS };
}
