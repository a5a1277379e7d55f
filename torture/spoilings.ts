import { readFileSync, truncateSync, writeFileSync } from "node:fs";
import Database from "better-sqlite3";

export const PAGE = 4096;
const DAMAGED = /^awareness: The database file is damaged\. Run `awareness doctor`; nothing was changed\.\n$/;

/** Puts bytes in the place of others. */
export function overwrite(path: string, at: number, bytes: Buffer): void {
  const contents = readFileSync(path);
  bytes.copy(contents, at);
  writeFileSync(path, contents);
}

/** The first page of a table, counted from 0. */
export function rootPage(path: string, table: string): number {
  const db = new Database(path, { readonly: true });
  const page = db
    .prepare<[string], number>("SELECT rootpage FROM sqlite_schema WHERE name = ?")
    .pluck()
    .get(table);
  db.close();
  if (page === undefined) throw new Error(`There is no table ${table}`);
  return page - 1;
}

function exec(path: string, sql: string): void {
  const db = new Database(path);
  db.exec(sql);
  db.close();
}

const makeForeign = (path: string) => {
  writeFileSync(path, "");
  exec(path, "CREATE TABLE bookmarks (url TEXT); INSERT INTO bookmarks VALUES ('https://example.com')");
};

/** A way to spoil a database file so that no server may start on it. */
export interface Spoiling {
  readonly what: string;
  spoil(path: string): void;
  /** What the refused start says on stderr. */
  readonly says: RegExp;
}

export const SPOILINGS: readonly Spoiling[] = [
  {
    what: "a header of zeros",
    spoil: (path) => overwrite(path, 0, Buffer.alloc(100)),
    says: DAMAGED,
  },
  {
    what: "a first page of noise",
    spoil: (path) => overwrite(path, 100, Buffer.alloc(PAGE - 100, 0xa5)),
    says: DAMAGED,
  },
  { what: "half of the file missing", spoil: (path) => truncateSync(path, PAGE * 20), says: DAMAGED },
  { what: "all but some bytes missing", spoil: (path) => truncateSync(path, 1000), says: DAMAGED },
  {
    what: "the page of its migrations zeroed",
    spoil: (path) => overwrite(path, rootPage(path, "migrations") * PAGE, Buffer.alloc(PAGE)),
    says: DAMAGED,
  },
  {
    what: "text that is no database",
    spoil: (path) => writeFileSync(path, "Dear diary\n".repeat(500)),
    says: DAMAGED,
  },
  {
    what: "the tables of another program",
    spoil: makeForeign,
    says: /^awareness: This is a database of another program\. Choose another file with AWARENESS_DATABASE_URL; nothing was changed\.\n$/,
  },
  {
    what: "a schema newer than the program",
    spoil: (path) => exec(path, "INSERT INTO migrations VALUES (9000, '9000_future', 'x', 0)"),
    says: /^awareness: The database has schema 9000, this program knows \d+\. Update awareness; nothing was changed\.\n$/,
  },
];
