import { columnOf, type TransferTable, tableOf } from "./tables.ts";
import type { TransferPart, TransferRow } from "./transfer.ts";

/** What rows give rise to in other tables: the tags and links of entries, the tags of actions. */
export function derivedParts(table: TransferTable, rows: readonly TransferRow[]): readonly TransferPart[] {
  if (table.name === "entries") {
    return [
      { table: tableOf("entry_tags"), rows: rows.flatMap((row) => fromEntry(table, row, tagsIn)) },
      { table: tableOf("entry_links"), rows: rows.flatMap((row) => fromEntry(table, row, linksIn)) },
    ];
  }
  if (table.name === "actions") {
    return [{ table: tableOf("action_tags"), rows: rows.flatMap((row) => fromAction(table, row)) }];
  }
  return [];
}

type Read = (column: string) => TransferRow[number];
type Find = (read: Read) => readonly string[];

function fromEntry(table: TransferTable, row: TransferRow, find: Find): readonly TransferRow[] {
  const read: Read = (column) => row[columnOf(table, column)] ?? null;
  const deleted = read("deleted_at") === null ? 0 : 1;
  return find(read).map((text) => [deleted, text, read("rev")]);
}

function fromAction(table: TransferTable, row: TransferRow): readonly TransferRow[] {
  const read: Read = (column) => row[columnOf(table, column)] ?? null;
  return tagsIn(read).map((tag) => [tag, read("at"), read("id")]);
}

function tagsIn(read: Read): readonly string[] {
  return strings(JSON.parse(String(read("tags"))));
}

/** Looking for the name is far cheaper than parsing, and most entries have no links. */
function linksIn(read: Read): readonly string[] {
  const data = String(read("data"));
  if (!data.includes('"related_ids"')) return [];
  const parsed: unknown = JSON.parse(data);
  return parsed !== null && typeof parsed === "object" && "related_ids" in parsed
    ? strings(parsed.related_ids)
    : [];
}

/** Each once. */
function strings(value: unknown): readonly string[] {
  if (!Array.isArray(value)) return [];
  return [...new Set(value.filter((item): item is string => typeof item === "string"))];
}
