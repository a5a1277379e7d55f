import { createHash } from "node:crypto";
import type { OwnerId } from "../owner.ts";
import { TRANSFER_TABLES, type TransferTable } from "./tables.ts";
import type { Counter, TransferReader, TransferScope } from "./transfer.ts";

/** The rows of one table of one owner. */
export interface Unit {
  readonly table: TransferTable;
  readonly scope: TransferScope;
  readonly rows: number;
  /** How many entries the owners before have together. */
  readonly entriesBefore: number;
}

/** What there is to copy. */
export interface Survey {
  /** In the order in which they are copied. */
  readonly units: readonly Unit[];
  readonly counters: ReadonlyMap<OwnerId, Counter>;
  /** Rows of all units. */
  readonly total: number;
  /** The same for a source that has not changed, another for one that has. */
  readonly fingerprint: string;
}

/** Counts what is in a database. */
export async function survey(reader: TransferReader): Promise<Survey> {
  const counters = new Map<OwnerId, Counter>();
  const units: Unit[] = [];
  const hash = createHash("sha256");
  let entriesBefore = 0;
  const add = async (table: TransferTable, scope: TransferScope) => {
    const { rows, stamps } = await reader.tally(table, scope);
    hash.update(JSON.stringify([scope ?? null, table.name, rows, stamps]));
    units.push({ table, scope, rows, entriesBefore });
    return rows;
  };
  for (const owner of await reader.owners()) {
    const counter = await reader.counter(owner);
    counters.set(owner, counter);
    hash.update(JSON.stringify([owner, counter]));
    let entries = 0;
    for (const table of copied(true)) {
      const rows = await add(table, owner);
      if (table.name === "entries") entries = rows;
    }
    entriesBefore += entries;
  }
  for (const table of copied(false)) await add(table, undefined);
  const total = units.reduce((sum, { rows }) => sum + rows, 0);
  return { units, counters, total, fingerprint: hash.digest("hex") };
}

function copied(owned: boolean): readonly TransferTable[] {
  return TRANSFER_TABLES.filter((table) => table.owned === owned && !table.derived);
}
