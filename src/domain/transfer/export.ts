import { toIso } from "../clock.ts";
import type { OwnerId } from "../owner.ts";
import { EXPORTED_TABLES, type Exported, LEFT_OUT, type Shape } from "./export-format.ts";
import { columnOf, tableOf } from "./tables.ts";
import type { Position, TransferReader, TransferRow, TransferScope, TransferValue } from "./transfer.ts";

export const EXPORT_FORMAT = "awareness-export";
export const EXPORT_VERSION = 1;

export interface ExportOptions {
  readonly owner: OwnerId;
  /** ms since 1970. */
  readonly now: number;
  /** Told how many rows have been written. */
  onRows?(rows: number): void;
}

/**
 * Everything an owner has as one JSON document, in pieces of a few megabytes at most. Rows come in the order of their keys,
 * so that two exports of the same rows differ only in `exported_at`.
 */
export async function* exportOwner(
  reader: TransferReader,
  { owner, now, onRows = () => {} }: ExportOptions,
): AsyncGenerator<string> {
  yield writeHead(owner, now);
  let written = 0;
  for (const exported of EXPORTED_TABLES) {
    const { member, single = false } = exported;
    const [before, between, after, none] = single ? ["", ",", "", "null"] : ["[\n", ",\n", "\n]", "[]"];
    let count = 0;
    for await (const rows of rowsOf(reader, exported, owner)) {
      const texts = rows.map((row) => writeRow(exported, row)).join(between);
      yield count === 0 ? `,\n"${member}":${before}${texts}` : `${between}${texts}`;
      count += rows.length;
      onRows(written + count);
    }
    yield count === 0 ? `,\n"${member}":${none}` : after;
    written += count;
  }
  yield "\n}\n";
}

function writeHead(owner: OwnerId, now: number): string {
  const exported_at = toIso(now);
  const head = { format: EXPORT_FORMAT, version: EXPORT_VERSION, exported_at, owner, left_out: LEFT_OUT };
  const members = Object.entries(head).map(([name, value]) => `"${name}":${JSON.stringify(value)}`);
  return `{\n${members.join(",\n")}`;
}

/** The rows of one owner, batch by batch; none of them is empty. */
async function* rowsOf(
  reader: TransferReader,
  { table: name, ofUser }: Exported,
  owner: OwnerId,
): AsyncGenerator<readonly TransferRow[]> {
  const whole = tableOf(name);
  // To say which entry a number means takes a list of all of them, and exports do without those numbers.
  const table = { ...whole, columns: whole.columns.filter(({ kind }) => kind !== "entry-number") };
  const scope: TransferScope = table.owned ? owner : undefined;
  const user = ofUser === undefined ? undefined : columnOf(table, ofUser);
  for (let after: Position | undefined; ; ) {
    const { rows, next } = await reader.read(table, scope, after);
    if (next === undefined) return;
    const own = user === undefined ? rows : rows.filter((row) => row[user] === owner);
    if (own.length > 0) yield own;
    after = next;
  }
}

function writeRow({ table: name, shapes }: Exported, row: TransferRow): string {
  const columns = tableOf(name).columns.filter(({ kind }) => kind !== "entry-number");
  const members = columns.flatMap((column, index) => {
    const shape = shapes[column.name];
    if (shape === undefined) return [];
    const value = row[index] ?? null;
    return `"${shape.member}":${value === null ? "null" : WRITERS[shape.as](value)}`;
  });
  return `{${members.join(",")}}`;
}

const DAY_MS = 86_400_000;
/** As far as ECMAScript knows times, ms (ECMA-262, 21.4.1.1). */
const LAST_TIME = 8.64e15;

const WRITERS: Readonly<Record<Shape["as"], (value: TransferValue) => string>> = {
  plain: (value) => JSON.stringify(value),
  flag: (value) => String(value === 1),
  time: (value) => writeTime(Number(value)),
  day: (value) => `"${toIso(Number(value) * DAY_MS).slice(0, 10)}"`,
  json: (value) => writeJson(String(value)),
};

/** A time beyond all calendars stays the number it is. */
function writeTime(ms: number): string {
  return Math.abs(ms) <= LAST_TIME ? `"${toIso(ms)}"` : String(ms);
}

/** As it is stored; text that a damaged disk has made into no JSON is handed out as text, not left out. */
function writeJson(text: string): string {
  try {
    JSON.parse(text);
    return text;
  } catch {
    return JSON.stringify(text);
  }
}
