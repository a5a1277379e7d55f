import type { Clock } from "../../domain/clock.ts";
import type { Author, Entry, EntryChange, NewEntry } from "../../domain/entries/entry.ts";
import type { EntryStore } from "../../domain/entries/entry-store.ts";
import { AwarenessError } from "../../domain/errors.ts";
import type { OwnerId } from "../../domain/owner.ts";
import { ENTRY_COLUMNS, type EntryRow, IS_LIVE, toEntry } from "../shared/entry-row.ts";
import type { EntryQueries } from "./entry-queries.ts";
import {
  changeEntry,
  INSERT_STAMPED,
  insertEntry,
  insertValues,
  isUnkeyed,
  newlyStored,
} from "./entry-writer.ts";
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

/** Whatever has become of it meanwhile. */
const FIND_MADE = sql(/* sql */ `
  SELECT n FROM entries WHERE owner_id = :owner AND id = :id`);

export interface EntriesOptions {
  readonly transactions: Transactions;
  readonly clock: Clock;
  readonly queries: EntryQueries;
}

export function createPostgresEntries({ transactions, clock, queries }: EntriesOptions): EntryStore {
  async function insertUnkeyed(owner: OwnerId, entry: NewEntry, author: Author): Promise<Entry> {
    const now = clock.now();
    const values = insertValues(owner, entry, author, now);
    try {
      const [row] = await transactions.one<{ readonly rev: number }>(owner, INSERT_STAMPED, values);
      return newlyStored(entry, author, (row as { readonly rev: number }).rev, now);
    } catch (error) {
      // An id is made for one entry and never again, so it tells whether the write whose answer was lost is there.
      if (!isUnknown(error)) throw error;
      const made = await transactions.read(owner, (session) =>
        session.get<{ readonly n: number }>(FIND_MADE, { owner, id: entry.id }),
      );
      if (made === undefined) return insertUnkeyed(owner, entry, author);
      return newlyStored(entry, author, made.n, now);
    }
  }

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

function isUnknown(error: unknown): boolean {
  return error instanceof AwarenessError && error.details.reason === "unknown_outcome";
}
