import type { Clock } from "../../domain/clock.ts";
import type { Author, Entry, EntryChange } from "../../domain/entries/entry.ts";
import type { EntryStore } from "../../domain/entries/entry-store.ts";
import type { OwnerId } from "../../domain/owner.ts";
import { ENTRY_COLUMNS, type EntryRow, IS_LIVE, toEntry } from "../shared/entry-row.ts";
import type { EntryQueries } from "./entry-queries.ts";
import { changeEntry, insertEntry, isUnkeyed } from "./entry-writer.ts";
import { createInsertQueue } from "./insert-queue.ts";
import { createUnkeyedInsert } from "./insert-unkeyed.ts";
import { sql } from "./sql.ts";
import type { Transactions, WriteTransaction } from "./transactions.ts";

const FIND_BY_ID = sql(/* sql */ `
  SELECT ${ENTRY_COLUMNS}
    FROM entries e
   WHERE e.owner_id = :owner AND e.id = :id AND ${IS_LIVE}`);

const FIND_BY_KEY = sql(/* sql */ `
  SELECT ${ENTRY_COLUMNS}
    FROM entries e
   WHERE e.owner_id = :owner AND e.source = :source AND e.type = :type AND e.logical_key = :logicalKey AND ${IS_LIVE}`);

export interface EntriesOptions {
  readonly transactions: Transactions;
  readonly clock: Clock;
  readonly queries: EntryQueries;
}

export function createPostgresEntries({ transactions, clock, queries }: EntriesOptions): EntryStore {
  const insertUnkeyed = createInsertQueue(transactions, createUnkeyedInsert(transactions, clock));

  return {
    insert: (owner, entry, author) =>
      isUnkeyed(entry)
        ? insertUnkeyed(owner, entry, author)
        : transactions.change(owner, (transaction) => insertEntry(transaction, owner, entry, author)),

    upsert: (owner, { type, source, logicalKey }, entry, merge, author) =>
      transactions.change(owner, async (transaction) => {
        const key = { owner, type, source, logicalKey, now: transaction.now() };
        const [row] = await transaction.rows<EntryRow>(FIND_BY_KEY, key);
        if (row === undefined) {
          const keyed = { ...entry, type, source, logicalKey };
          return { entry: await insertEntry(transaction, owner, keyed, author), created: true };
        }
        return { entry: await changeRow(transaction, owner, row, merge, author), created: false };
      }),

    change: (owner, id, rule, author) =>
      transactions.change(owner, async (transaction) => {
        const [row] = await transaction.rows<EntryRow>(FIND_BY_ID, { owner, id, now: transaction.now() });
        return row === undefined ? undefined : changeRow(transaction, owner, row, rule, author);
      }),

    findById: (owner, id) =>
      transactions.read(owner, async (session) => {
        const [row] = await session.rows<EntryRow>(FIND_BY_ID, { owner, id, now: clock.now() });
        return row === undefined ? undefined : toEntry(row);
      }),

    list: (owner, filter, page) =>
      transactions.read(owner, async (session) =>
        (await queries.list(session, owner, filter, page)).map(toEntry),
      ),

    count: (owner, filter) => transactions.read(owner, (session) => queries.count(session, owner, filter)),
  };
}

async function changeRow(
  transaction: WriteTransaction,
  owner: OwnerId,
  row: EntryRow,
  rule: (current: Entry) => EntryChange | undefined,
  author: Author,
): Promise<Entry> {
  const entry = toEntry(row);
  const change = rule(entry);
  return change === undefined ? entry : changeEntry(transaction, owner, { n: row[0], entry }, change, author);
}
