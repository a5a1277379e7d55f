import type { Database } from "better-sqlite3";
import type { Clock } from "../../domain/clock.ts";
import type { TrashStore } from "../../domain/entries/trash-store.ts";
import { AFTER_ENTRY_COLUMNS, ENTRY_COLUMNS, type EntryRow, toEntry } from "../shared/entry-row.ts";
import type { Burier } from "./bury.ts";
import { IS_OF_SOURCES } from "./data-expressions.ts";
import type { EntryQueries } from "./entry-queries.ts";
import { LIMIT } from "./limit.ts";
import type { Purge } from "./purge.ts";
import { createSnapshot, type Reader } from "./read.ts";
import type { Restorer } from "./restore.ts";
import { createTrashSelection } from "./trash-selection.ts";
import type { WriteQueue } from "./write-queue.ts";

/** `within` is a condition on the row `e`. */
const listSql = (within: string) => /* sql */ `
  SELECT ${ENTRY_COLUMNS}, e.deleted_at AS trashed_at
    FROM entries e INDEXED BY entries_deleted
   WHERE e.owner_id = :owner AND e.deleted_at IS NOT NULL AND e.deleted_at >= :since
     AND (e.deleted_at, e.rev) < (:afterTime, :afterRev) ${within}
  UNION ALL
  SELECT ${ENTRY_COLUMNS}, e.expires_at AS trashed_at
    FROM entries e INDEXED BY entries_expiring
   WHERE e.owner_id = :owner AND e.deleted_at IS NULL AND e.expires_at <= :now AND e.expires_at >= :since
     AND (e.expires_at, e.rev) < (:afterTime, :afterRev) ${within}
   ORDER BY trashed_at DESC, rev DESC
   ${LIMIT} OFFSET :offset`;

export interface TrashOptions {
  readonly db: Database;
  readonly clock: Clock;
  readonly read: Reader;
  readonly queue: WriteQueue;
  readonly queries: EntryQueries;
  readonly burier: Burier;
  readonly restorer: Restorer;
  readonly purge: Purge;
}

export function createSqliteTrash(options: TrashOptions): TrashStore {
  const { db, clock, read, queue, queries, burier, restorer, purge } = options;
  const snapshot = createSnapshot(db);
  const selection = createTrashSelection(db, clock, queries);
  const list = db.prepare<unknown[], EntryRow>(listSql("")).raw();
  const listWithin = db.prepare<unknown[], EntryRow>(listSql(`AND ${IS_OF_SOURCES}`)).raw();

  return {
    trash: (owner, selector, author) =>
      queue.run((transaction) => {
        const { rows, schemasInUse } = selection.plan(owner, selector);
        burier.markDeleted(transaction, owner, rows, "now", author);
        return { trashed: rows.length, schemasInUse };
      }),

    countTrashable: (owner, selector) => read(() => snapshot(() => selection.count(owner, selector))),

    restore: (owner, selector, author) =>
      queue.run((transaction) => restorer.restore(transaction, owner, selector, author)),

    list: (owner, { limit, offset = 0, after, since, sources }) =>
      read(() => {
        const rows = (sources === undefined ? list : listWithin).all({
          owner,
          sources: sources === undefined ? null : JSON.stringify(sources),
          now: clock.now(),
          since: since ?? Number.MIN_SAFE_INTEGER,
          afterTime: after?.trashedAt ?? Number.MAX_SAFE_INTEGER,
          afterRev: after?.rev ?? Number.MAX_SAFE_INTEGER,
          limit: Math.max(limit, 0),
          offset,
        });
        return rows.map((row) => ({ entry: toEntry(row), trashedAt: row[AFTER_ENTRY_COLUMNS] as number }));
      }),

    async purge(before, limit) {
      const purged = await queue.run((transaction) => purge(before, limit, transaction.now()));
      return { purged, more: purged > 0 && purged === limit };
    },
  };
}
