import type { ColumnKind, TransferTable } from "../../domain/transfer/tables.ts";
import { BATCH } from "../shared/transfer-rows.ts";
import { type Statement, sql } from "./sql.ts";

const TYPES: Readonly<Record<ColumnKind, string>> = {
  text: "text",
  integer: "bigint",
  real: "float8",
  flag: "boolean",
  bytes: "bytea",
  "entry-number": "bigint",
};

const listOf = (names: readonly string[]) => names.join(", ");
const whereOwner = ({ owned }: TransferTable) => (owned ? "owner_id = :owner" : "true");

/** How many rows an owner has, and the sum of their stamps. */
export function tallyText(table: TransferTable): string {
  return `SELECT count(*), coalesce(sum(${table.stamp}), 0) FROM ${table.name} WHERE ${whereOwner(table)}`;
}

/**
 * The rows after a position (`:k0`, …), or the first ones. A page is cut where its large values become too many; their
 * lengths are known without reading them.
 */
export function readText(table: TransferTable, goOn: boolean): string {
  const { name, key, large } = table;
  const columns = listOf(table.columns.map((column) => column.name));
  const marks = key.map((column, index) => `:k${index}::${typeOf(table, column)}`);
  const after = goOn ? `AND (${listOf(key)}) > (${listOf(marks)})` : "";
  const order = `ORDER BY ${listOf(key)}`;
  const page = `SELECT ${columns} FROM ${name} WHERE ${whereOwner(table)} ${after} ${order} LIMIT ${BATCH.rows}`;
  if (large === undefined) return page;
  const size = `octet_length(${large})`;
  return `
    SELECT ${columns}
      FROM (SELECT ${columns}, sum(${size}) OVER (${order} ROWS UNBOUNDED PRECEDING) - ${size} AS ahead
              FROM (${page}) page) page
     WHERE ahead < ${BATCH.bytes} ${order}`;
}

/** Adds rows, given as one array for each column (`:c0`, …). */
export function insertStatement(table: TransferTable): () => Statement {
  const { name, owned, columns, fixed = {} } = table;
  const names = columns.map((column) => column.name);
  const own = [...(owned ? ["owner_id"] : []), ...Object.keys(fixed)];
  const values = [...(owned ? [":owner"] : []), ...Object.values(fixed).map(String)];
  const arrays = columns.map(({ kind }, index) => `:c${index}::${TYPES[kind]}[]`);
  return sql(/* sql */ `
    INSERT INTO ${name} (${listOf([...own, ...names])}) OVERRIDING SYSTEM VALUE
    SELECT ${listOf([...values, ...names.map((column) => `r.${column}`)])}
      FROM unnest(${listOf(arrays)}) AS r (${listOf(names)})
    ON CONFLICT DO NOTHING`);
}

function typeOf({ columns }: TransferTable, name: string): string {
  const kind = columns.find((column) => column.name === name)?.kind;
  return kind === undefined ? "text" : TYPES[kind];
}
