import { AwarenessError } from "../../domain/errors.ts";
import { columnOf, type TransferTable, tableOf } from "../../domain/transfer/tables.ts";
import type { Position, TransferReader, TransferRow } from "../../domain/transfer/transfer.ts";
import { isIntact, type StoredContent } from "../shared/content-hash.ts";
import { type Damage, damagedContent, HASHED_COLUMNS, HASHED_TABLES } from "../shared/damage.ts";
import { openPostgresReader, type ReaderOptions } from "./transfer-reader.ts";

/**
 * Reads every entry and every old version of every owner, as they are at one moment, and compares each with its SHA-256.
 * Changes nothing; damage is told as it is found. Answers how many rows were compared.
 * @throws AwarenessError `unavailable`.
 */
export async function verifyPostgres(
  options: ReaderOptions,
  onDamage: (damage: Damage) => void,
): Promise<number> {
  const reader = await openPostgresReader(options);
  try {
    let checked = 0;
    for (const owner of await reader.owners()) {
      for (const { table, id } of HASHED_TABLES) {
        for await (const row of rowsOf(reader, tableOf(table), owner)) {
          checked += 1;
          if (isIntact(row.content)) continue;
          onDamage(damagedContent(owner, String(row.read(id)), Number(row.read("version"))));
        }
      }
    }
    return checked;
  } catch (error) {
    if (!(error instanceof AwarenessError) || error.details?.reason !== "corrupt") throw error;
    // The transaction is over with it.
    onDamage({ check: "content", detail: `cannot be read to the end: ${error.message}` });
    return 0;
  } finally {
    await reader.close();
  }
}

async function* rowsOf(reader: TransferReader, table: TransferTable, owner: string) {
  for (let after: Position | undefined; ; ) {
    const { rows, next } = await reader.read(table, owner as never, after);
    for (const row of rows) yield withContent(table, row);
    if (next === undefined) return;
    after = next;
  }
}

function withContent(table: TransferTable, row: TransferRow) {
  const read = (column: string) => row[columnOf(table, column)] ?? null;
  const content = Object.fromEntries([...HASHED_COLUMNS, "content_hash"].map((name) => [name, read(name)]));
  return { read, content: content as unknown as StoredContent & { readonly content_hash: Uint8Array } };
}
