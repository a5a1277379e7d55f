import { columnOf, type TransferTable } from "../../domain/transfer/tables.ts";
import type { Position, TransferRow, TransferValue } from "../../domain/transfer/transfer.ts";

/** Rows and bytes that are read at once, at most; one row may be larger. */
export const BATCH = { rows: 1_000, bytes: 4 * 1024 * 1024 } as const;

/**
 * The how manieth entry of an owner has the number `n`, from 1. `numbers` is in ascending order. Engines count differently:
 * a number of SQLite's is unique in the file, one of Postgres's for its owner. Their order is what both keep.
 */
export function rankOf(numbers: Float64Array, n: number): number {
  let [low, high] = [0, numbers.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((numbers[middle] as number) < n) low = middle + 1;
    else high = middle;
  }
  if (numbers[low] !== n) throw new Error("A row refers to an entry that is not there");
  return low + 1;
}

/** The row as it travels. `numbers` as for `rankOf`. */
export function toTransfer(
  { columns }: TransferTable,
  row: readonly unknown[],
  numbers: Float64Array,
): TransferRow {
  return columns.map(({ kind }, index) => {
    const value = row[index];
    if (value === null || value === undefined) return null;
    if (kind === "flag") return Number(value);
    return kind === "entry-number" ? rankOf(numbers, value as number) : (value as TransferValue);
  });
}

/** Where in a row as the engine has it the values of the key are. */
export function positionOf(table: TransferTable, row: readonly unknown[]): Position {
  return table.key.map((name) => row[columnOf(table, name)] as string | number);
}

/** True for a table whose rows name entries by their numbers. */
export function namesEntries({ columns }: TransferTable): boolean {
  return columns.some(({ kind }) => kind === "entry-number");
}
