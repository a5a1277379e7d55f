import { AwarenessError } from "../../domain/errors.ts";
import type { OwnerId } from "../../domain/owner.ts";
import { columnOf, type TransferTable, tableOf } from "../../domain/transfer/tables.ts";
import type { Position, TransferReader, TransferRow } from "../../domain/transfer/transfer.ts";
import { isIntact, type StoredContent } from "../shared/content-hash.ts";
import { type Damage, damagedContent, HASHED_COLUMNS, HASHED_TABLES } from "../shared/damage.ts";
import { connectOnce } from "./once.ts";
import { openPostgresReader, type ReaderOptions } from "./transfer-reader.ts";

const CONTENT_TABLES = /* sql */ `
  SELECT count(*) > 0 AS found FROM unnest($1::text[]) AS name WHERE to_regclass(name) IS NOT NULL`;

/** Whether a table with content is there, whatever else is not. @throws AwarenessError `unavailable`. */
export function hasContentTables(url: string): Promise<boolean> {
  return connectOnce(url, async (client) => {
    const names = HASHED_TABLES.map(({ table }) => table);
    const { rows } = await client.query<{ readonly found: boolean }>(CONTENT_TABLES, [names]);
    return rows[0]?.found === true;
  });
}

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
  let checked = 0;
  try {
    for await (const { owner, id, read, content } of rowsOf(reader)) {
      checked += 1;
      if (!isIntact(content)) onDamage(damagedContent(owner, String(read(id)), Number(read("version"))));
    }
  } catch (error) {
    if (!(error instanceof AwarenessError) || error.details.reason !== "corrupt") throw error;
    // The transaction is over with it.
    onDamage({ check: "content", detail: `cannot be read to the end: ${error.message}` });
  } finally {
    await reader.close();
  }
  return checked;
}

async function* rowsOf(reader: TransferReader) {
  for (const owner of await reader.owners()) {
    for (const { table: name, id } of HASHED_TABLES) {
      const table = tableOf(name);
      for await (const row of pagesOf(reader, table, owner)) yield { owner, id, ...withContent(table, row) };
    }
  }
}

async function* pagesOf(reader: TransferReader, table: TransferTable, owner: OwnerId) {
  for (let after: Position | undefined; ; ) {
    const { rows, next } = await reader.read(table, owner, after);
    yield* rows;
    if (next === undefined) return;
    after = next;
  }
}

function withContent(table: TransferTable, row: TransferRow) {
  const read = (column: string) => row[columnOf(table, column)] ?? null;
  const content = Object.fromEntries([...HASHED_COLUMNS, "content_hash"].map((name) => [name, read(name)]));
  return { read, content: content as unknown as StoredContent & { readonly content_hash: Uint8Array } };
}
