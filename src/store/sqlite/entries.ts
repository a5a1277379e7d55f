import type { Database } from "better-sqlite3";
import type { Clock } from "../../domain/clock.ts";
import type { Author, Entry, EntryChange } from "../../domain/entries/entry.ts";
import type { EntryStore } from "../../domain/entries/entry-store.ts";
import type { OwnerId } from "../../domain/owner.ts";
import { ENTRY_COLUMNS, type EntryRow, IS_LIVE, toEntry } from "../shared/entry-row.ts";
import type { EntryQueries } from "./entry-queries.ts";
import type { EntryWriter } from "./entry-writer.ts";
import type { Reader } from "./read.ts";
import type { WriteTransaction } from "./write-batch.ts";
import type { WriteQueue } from "./write-queue.ts";

const FIND_BY_ID = /* sql */ `
  SELECT ${ENTRY_COLUMNS}
    FROM entries e INDEXED BY entries_id
   WHERE e.owner_id = :owner AND e.id = :id AND ${IS_LIVE}`;

const FIND_BY_KEY = /* sql */ `
  SELECT ${ENTRY_COLUMNS}
    FROM entries e INDEXED BY entries_logical_key
   WHERE e.owner_id = :owner AND e.source = :source AND e.type = :type AND e.logical_key = :logicalKey AND ${IS_LIVE}`;

export interface EntriesOptions {
  readonly db: Database;
  readonly clock: Clock;
  readonly read: Reader;
  readonly queue: WriteQueue;
  readonly writer: EntryWriter;
  readonly queries: EntryQueries;
}

export function createSqliteEntries({ db, clock, read, queue, writer, queries }: EntriesOptions): EntryStore {
  const findById = db.prepare<unknown[], EntryRow>(FIND_BY_ID).raw();
  const findByKey = db.prepare<unknown[], EntryRow>(FIND_BY_KEY).raw();

  function changeRow(
    transaction: WriteTransaction,
    owner: OwnerId,
    row: EntryRow,
    rule: (current: Entry) => EntryChange | undefined,
    author: Author,
  ): Entry {
    const entry = toEntry(row);
    const change = rule(entry);
    return change === undefined
      ? entry
      : writer.change(transaction, owner, { n: row[0], entry }, change, author);
  }

  return {
    insert: (owner, entry, author) =>
      queue.run((transaction) => writer.insert(transaction, owner, entry, author)),

    upsert: (owner, { type, source, logicalKey }, entry, merge, author) =>
      queue.run((transaction) => {
        const row = findByKey.get({ owner, type, source, logicalKey, now: transaction.now() });
        if (row === undefined) {
          const keyed = { ...entry, type, source, logicalKey };
          return { entry: writer.insert(transaction, owner, keyed, author), created: true };
        }
        return { entry: changeRow(transaction, owner, row, merge, author), created: false };
      }),

    change: (owner, id, rule, author) =>
      queue.run((transaction) => {
        const row = findById.get({ owner, id, now: transaction.now() });
        return row === undefined ? undefined : changeRow(transaction, owner, row, rule, author);
      }),

    findById: (owner, id) =>
      read(() => {
        const row = findById.get({ owner, id, now: clock.now() });
        return row === undefined ? undefined : toEntry(row);
      }),

    list: (owner, filter, page) => read(() => queries.list(owner, filter, page).map(toEntry)),

    count: (owner, filter) => read(() => queries.count(owner, filter)),
  };
}
