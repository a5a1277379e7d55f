import type { Database } from "better-sqlite3";
import type { OwnerId } from "../../domain/owner.ts";
import { columnOf, type TransferTable } from "../../domain/transfer/tables.ts";
import type { Counter, Position, TransferReader, TransferScope } from "../../domain/transfer/transfer.ts";
import { BATCH, namesEntries, positionOf, toTransfer } from "../shared/transfer-rows.ts";
import { retryBusy } from "./busy.ts";
import { toStoreError } from "./errors.ts";
import { OWNERS } from "./owners.ts";
import { openForReading } from "./read-only.ts";

const OTHER_OWNERS = /* sql */ `
  SELECT owner_id FROM baselines UNION SELECT owner_id FROM tokens UNION SELECT owner_id FROM sessions
  UNION SELECT owner_id FROM oauth_grants`;

const READ_COUNTER = /* sql */ `
  SELECT rev, latest_at AS latestAt, skew_ms AS skewMs FROM rev_counter WHERE id = 1`;

const READ_NUMBERS = /* sql */ `
  SELECT n FROM entries INDEXED BY entries_id WHERE owner_id = ?`;

const BUSY_TIMEOUT_MS = 10_000;

/**
 * A database file as it is now, whoever writes to it from now on. Must be of the newest schema.
 * @throws AwarenessError `unavailable`.
 */
export async function openSqliteReader(path: string): Promise<TransferReader> {
  const db = await openForReading(path, BUSY_TIMEOUT_MS);
  try {
    // The snapshot is taken by the first look.
    await retryBusy(() => {
      if (!db.inTransaction) db.exec("BEGIN");
      db.prepare(READ_COUNTER).get();
    }, BUSY_TIMEOUT_MS);
    return createReader(db);
  } catch (error) {
    db.close();
    throw error;
  }
}

function createReader(db: Database): TransferReader {
  const look = async <T>(work: () => T): Promise<T> => {
    try {
      return work();
    } catch (error) {
      throw toStoreError(error);
    }
  };
  let numbered: { readonly owner: TransferScope; readonly numbers: Float64Array } | undefined;
  const numbersOf = (owner: TransferScope): Float64Array => {
    if (numbered?.owner !== owner || numbered === undefined) {
      const numbers = db
        .prepare<[string], number>(READ_NUMBERS)
        .pluck()
        .all(owner ?? "");
      numbered = { owner, numbers: Float64Array.from(numbers).sort() };
    }
    return numbered.numbers;
  };

  return {
    owners: () =>
      look(() => {
        const found = [OWNERS, OTHER_OWNERS].flatMap((text) => db.prepare<[], OwnerId>(text).pluck().all());
        return [...new Set(found)].sort();
      }),
    counter: () => look(() => db.prepare<[], Counter>(READ_COUNTER).get() as Counter),
    tally: ({ name, owned, stamp }, scope) =>
      look(() => {
        const from = `FROM ${name} ${owned ? "WHERE owner_id = :owner" : ""}`;
        const text = `SELECT count(*), total(${stamp}) ${from}`;
        const [rows = 0, stamps = 0] =
          db.prepare<unknown[], [number, number]>(text).raw().get({ owner: scope }) ?? [];
        return { rows, stamps };
      }),
    read: (table, scope, after) =>
      look(() => {
        const numbers = namesEntries(table) ? numbersOf(scope) : new Float64Array();
        const found = readBatch(db, table, scope, after);
        const last = found.at(-1);
        return {
          rows: found.map((row) => toTransfer(table, row, numbers)),
          next: last === undefined ? undefined : positionOf(table, last),
        };
      }),
    async close() {
      if (db.inTransaction) db.exec("COMMIT");
      db.close();
    },
  };
}

function readBatch(db: Database, table: TransferTable, scope: TransferScope, after: Position | undefined) {
  const { name, owned, key, columns, large } = table;
  const conditions = [
    ...(owned ? ["owner_id = :owner"] : []),
    ...(after === undefined
      ? []
      : [`(${key.join(", ")}) > (${key.map((_, index) => `:k${index}`).join(", ")})`]),
  ];
  const where = conditions.length === 0 ? "" : `WHERE ${conditions.join(" AND ")}`;
  const names = columns.map((column) => column.name).join(", ");
  const text = `SELECT ${names} FROM ${name} ${where} ORDER BY ${key.join(", ")} LIMIT ${BATCH.rows}`;
  const values = {
    owner: scope,
    ...Object.fromEntries((after ?? []).map((value, index) => [`k${index}`, value])),
  };
  const index = large === undefined ? undefined : columnOf(table, large);
  const rows: (readonly unknown[])[] = [];
  let bytes = 0;
  for (const row of db.prepare<unknown[], readonly unknown[]>(text).raw().iterate(values)) {
    rows.push(row);
    bytes += index === undefined ? 0 : (row[index] as string | Buffer).length;
    if (bytes >= BATCH.bytes) break;
  }
  return rows;
}
