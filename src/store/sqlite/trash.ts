import type { Database } from "better-sqlite3";
import type { Clock } from "../../domain/clock.ts";
import type { EntryFilter } from "../../domain/entries/entry-store.ts";
import type { Selector, TrashStore } from "../../domain/entries/trash-store.ts";
import type { OwnerId } from "../../domain/owner.ts";
import type { Burier } from "./bury.ts";
import type { EntryQueries } from "./entry-queries.ts";
import { AFTER_ENTRY_COLUMNS, ENTRY_COLUMNS, type EntryRow, IS_LIVE, toEntry } from "./entry-row.ts";
import type { Purge } from "./purge.ts";
import type { Reader } from "./read.ts";
import type { Restorer } from "./restore.ts";
import type { WriteQueue } from "./write-queue.ts";

const FIND_LIVE = /* sql */ `
  SELECT e.n
    FROM entries e INDEXED BY entries_id
   WHERE e.owner_id = :owner AND e.id = :id AND ${IS_LIVE}`;

const LIST = /* sql */ `
  SELECT ${ENTRY_COLUMNS}, e.deleted_at AS trashed_at
    FROM entries e INDEXED BY entries_deleted
   WHERE e.owner_id = :owner AND e.deleted_at IS NOT NULL AND e.deleted_at >= :since
     AND (e.deleted_at, e.rev) < (:afterTime, :afterRev)
  UNION ALL
  SELECT ${ENTRY_COLUMNS}, e.expires_at AS trashed_at
    FROM entries e INDEXED BY entries_expiring
   WHERE e.owner_id = :owner AND e.deleted_at IS NULL AND e.expires_at <= :now AND e.expires_at >= :since
     AND (e.expires_at, e.rev) < (:afterTime, :afterRev)
   ORDER BY trashed_at DESC, rev DESC
   LIMIT :limit OFFSET :offset`;

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
  const findLive = db.prepare<{ owner: string; id: string; now: number }, number>(FIND_LIVE).pluck();
  const list = db.prepare<unknown[], EntryRow>(LIST).raw();

  function liveRows(owner: OwnerId, selector: Selector): readonly number[] {
    if (selector.by !== "id") {
      const filter = toFilter(selector);
      return filter === undefined ? [] : queries.rowNumbers(owner, filter);
    }
    const n = findLive.get({ owner, id: selector.id, now: clock.now() });
    return n === undefined ? [] : [n];
  }

  function countLive(owner: OwnerId, selector: Selector): number {
    if (selector.by === "id") return liveRows(owner, selector).length;
    const filter = toFilter(selector);
    return filter === undefined ? 0 : queries.count(owner, filter);
  }

  return {
    trash: (owner, selector, author) =>
      queue.run((transaction) => {
        const rows = liveRows(owner, selector);
        burier.markDeleted(transaction, owner, rows, "now", author);
        return rows.length;
      }),

    countTrashable: (owner, selector) => read(() => countLive(owner, selector)),

    restore: (owner, selector, author) =>
      queue.run((transaction) => restorer.restore(transaction, owner, selector, author)),

    list: (owner, { limit, offset = 0, after, since }) =>
      read(() => {
        const rows = list.all({
          owner,
          now: clock.now(),
          since: since ?? Number.MIN_SAFE_INTEGER,
          afterTime: after?.trashedAt ?? Number.MAX_SAFE_INTEGER,
          afterRev: after?.rev ?? Number.MAX_SAFE_INTEGER,
          limit: Math.max(limit, 0),
          offset,
        });
        return rows.map((row) => ({ entry: toEntry(row), trashedAt: row[AFTER_ENTRY_COLUMNS] as number }));
      }),

    purge: (before, limit) => queue.run((transaction) => purge(before, limit, transaction.now())),
  };
}

function toFilter(selector: Exclude<Selector, { by: "id" }>): EntryFilter | undefined {
  if (selector.by === "tags") return selector.tags.length === 0 ? undefined : { tags: selector.tags };
  const { source, type } = selector;
  return type === undefined ? { source } : { source, types: [type] };
}
