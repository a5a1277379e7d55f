import { readFileSync } from "node:fs";
import Database from "better-sqlite3";

/** Every version of an entry that a database or an export shows as current, oldest change first, one line each. */
export type History = readonly string[];

interface Entry {
  readonly rev: number;
  readonly id: string;
  readonly data: unknown;
}

/** Of a database file, read past the program. */
export function readHistory(path: string): History {
  const db = new Database(path, { timeout: 10_000 });
  try {
    const rows = db.prepare<[], Entry>("SELECT rev, id, data FROM entries ORDER BY rev").all();
    return rows.map(({ data, ...entry }) => toLine({ ...entry, data: JSON.parse(String(data)) }));
  } finally {
    db.close();
  }
}

/** Of the file that `awareness user export` writes. @throws Error when it is no whole document. */
export function readExported(path: string): History {
  const { entries }: { readonly entries: readonly Entry[] } = JSON.parse(readFileSync(path, "utf8"));
  return entries.toSorted((one, other) => one.rev - other.rev).map(toLine);
}

const toLine = ({ rev, id, data }: Entry): string => `${rev} ${id} ${JSON.stringify(data)}`;

/** True when `part` is the history of which `whole` is the continuation. */
export function isPrefix(part: History, whole: History): boolean {
  return part.length <= whole.length && part.every((line, index) => line === whole[index]);
}
