import { readFileSync } from "node:fs";
import Database from "better-sqlite3";
import { PAGE } from "../spoilings.ts";

/** Bytes of a file, one after the other. */
export interface Range {
  readonly offset: number;
  readonly length: number;
}

/** An entry or old version, and where in the file its content lies. */
export interface ContentRow {
  readonly table: string;
  readonly owner: string;
  readonly id: string;
  readonly version: number;
  /** By column; a long value lies in several places. */
  readonly places: ReadonlyMap<string, readonly Range[]>;
}

/** The tables with content, each with the column that names the entry. */
export const CONTENT_TABLES = [
  { table: "entries", id: "id" },
  { table: "entry_versions", id: "entry_id" },
] as const;

/** What a note consists of, and the checksum of it. */
export const CONTENT_COLUMNS = [
  ..."type source logical_key language expires_at content_hash tags data".split(" "),
];

/** Finds the bytes of all content in a database file that nobody uses and that has no log. */
export function locateContent(path: string): readonly ContentRow[] {
  const file = readFileSync(path);
  const db = new Database(path, { readonly: true });
  try {
    return CONTENT_TABLES.flatMap(({ table, id }) => {
      const columns = db.prepare<[], string>(`SELECT name FROM pragma_table_info('${table}')`).pluck().all();
      const find = db.prepare<[number], Omit<ContentRow, "places" | "table">>(
        `SELECT owner_id AS owner, ${id} AS id, version FROM ${table} WHERE n = ?`,
      );
      return pagesOf(db, table, "leaf").flatMap((page) =>
        cellsOf(file, page).map(({ rowid, payload }) => {
          const row = find.get(rowid);
          if (row === undefined) throw new Error(`Row ${rowid} of ${table} is not where it should be`);
          return { table, ...row, places: placesOf(file, payload, columns) };
        }),
      );
    });
  } finally {
    db.close();
  }
}

/** Numbers of a table's pages, from 1; of one type, `leaf`, `internal` or `overflow`, or of all. */
export function pagesOf(db: Database.Database, table: string, type?: string): readonly number[] {
  return db
    .prepare<unknown[], number>(
      "SELECT pageno FROM dbstat WHERE name = :table AND (:type IS NULL OR pagetype = :type) ORDER BY pageno",
    )
    .pluck()
    .all({ table, type: type ?? null });
}

const startOf = (page: number) => (page - 1) * PAGE;

/** The cells of a leaf page of a table (https://www.sqlite.org/fileformat2.html#b_tree_pages), each payload as it lies in the file. */
function cellsOf(file: Buffer, page: number) {
  const start = startOf(page);
  return Array.from({ length: file.readUInt16BE(start + 3) }, (_, index) => {
    const cell = start + file.readUInt16BE(start + 8 + 2 * index);
    const [size, afterSize] = readVarint(file, cell);
    const [rowid, begin] = readVarint(file, afterSize);
    return { rowid, payload: payloadAt(file, begin, size) };
  });
}

/** What does not fit into the page goes on in a chain of others. */
function payloadAt(file: Buffer, begin: number, size: number): readonly Range[] {
  const most = PAGE - 35;
  if (size <= most) return [{ offset: begin, length: size }];
  const least = Math.floor(((PAGE - 12) * 32) / 255) - 23;
  const wanted = least + ((size - least) % (PAGE - 4));
  const local = wanted <= most ? wanted : least;
  const ranges: Range[] = [{ offset: begin, length: local }];
  let next = file.readUInt32BE(begin + local);
  for (let left = size - local; left > 0; left -= PAGE - 4) {
    ranges.push({ offset: startOf(next) + 4, length: Math.min(left, PAGE - 4) });
    next = file.readUInt32BE(startOf(next));
  }
  return ranges;
}

/** The header of a record says how long each value is (https://www.sqlite.org/fileformat2.html#record_format). */
function placesOf(file: Buffer, payload: readonly Range[], columns: readonly string[]): ContentRow["places"] {
  const begin = payload[0]?.offset ?? 0;
  const [headerSize, first] = readVarint(file, begin);
  const places = new Map<string, readonly Range[]>();
  let [at, value] = [first, headerSize];
  for (const column of columns) {
    if (at >= begin + headerSize) break;
    const [kind, after] = readVarint(file, at);
    const length = lengthOf(kind);
    if (length > 0 && CONTENT_COLUMNS.includes(column)) places.set(column, slice(payload, value, length));
    at = after;
    value += length;
  }
  return places;
}

function lengthOf(kind: number): number {
  if (kind >= 12) return Math.floor((kind - 12) / 2);
  return [0, 1, 2, 3, 4, 6, 8, 8, 0, 0, 0, 0][kind] ?? 0;
}

function slice(ranges: readonly Range[], from: number, length: number): readonly Range[] {
  const found: Range[] = [];
  let passed = 0;
  for (const range of ranges) {
    const low = Math.max(from, passed);
    const high = Math.min(from + length, passed + range.length);
    if (low < high) found.push({ offset: range.offset + low - passed, length: high - low });
    passed += range.length;
  }
  return found;
}

function readVarint(file: Buffer, at: number): readonly [value: number, after: number] {
  let value = 0;
  for (let index = 0; index < 8; index += 1) {
    const byte = file[at + index] ?? 0;
    value = value * 128 + (byte & 0x7f);
    if (byte < 0x80) return [value, at + index + 1];
  }
  return [value * 256 + (file[at + 8] ?? 0), at + 9];
}
