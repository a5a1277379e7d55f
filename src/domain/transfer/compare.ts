import { createHash } from "node:crypto";
import type { OwnerId } from "../owner.ts";
import { TRANSFER_TABLES, type TransferTable } from "./tables.ts";
import type { Position, TransferReader, TransferScope, TransferValue } from "./transfer.ts";

/** Where two databases differ. */
export interface Difference {
  readonly table: string;
  /** Whose rows; absent for a table without owners. */
  readonly owner?: OwnerId;
}

/**
 * Looks for the first table of the first owner whose rows are not the same, in number or in any value, tables that follow
 * from others included. Numbers of entries are compared by their order.
 */
export async function findDifference(
  source: TransferReader,
  target: TransferReader,
  onTable: () => void,
): Promise<Difference | undefined> {
  const owners = await source.owners();
  const known = new Set(owners);
  const stranger = (await target.owners()).find((owner) => !known.has(owner));
  if (stranger !== undefined) return { table: "owners", owner: stranger };
  for (const owner of owners) {
    const table = await findTable(source, target, owner, onTable);
    if (table !== undefined) return { table, owner };
  }
  const shared = await findUnequal(source, target, undefined, onTable);
  return shared === undefined ? undefined : { table: shared };
}

async function findTable(
  source: TransferReader,
  target: TransferReader,
  owner: OwnerId,
  onTable: () => void,
): Promise<string | undefined> {
  const [mine, theirs] = [await source.counter(owner), await target.counter(owner)];
  const behind = theirs.rev < mine.rev || theirs.skewMs < mine.skewMs || theirs.latestAt < mine.latestAt;
  return behind ? "owners" : findUnequal(source, target, owner, onTable);
}

async function findUnequal(
  source: TransferReader,
  target: TransferReader,
  scope: TransferScope,
  onTable: () => void,
): Promise<string | undefined> {
  for (const table of TRANSFER_TABLES.filter(({ owned }) => owned === (scope !== undefined))) {
    const [mine, theirs] = await Promise.all([digest(source, table, scope), digest(target, table, scope)]);
    if (mine !== theirs) return table.name;
    onTable();
  }
  return undefined;
}

/** Of all rows in the order of their key. */
async function digest(reader: TransferReader, table: TransferTable, scope: TransferScope): Promise<string> {
  const hash = createHash("sha256");
  for (let after: Position | undefined; ; ) {
    const { rows, next } = await reader.read(table, scope, after);
    if (next === undefined) return hash.digest("hex");
    for (const row of rows) hash.update(row.map(spell).join(""));
    after = next;
  }
}

/** With its kind and its length, so that no two rows are spelt alike. */
function spell(value: TransferValue): string {
  if (value === null) return "-";
  if (typeof value === "number") return `n${value};`;
  return typeof value === "string"
    ? `t${value.length}:${value}`
    : `b${value.length}:${Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString("base64")}`;
}
