import Database from "better-sqlite3";
import { openStdio, type Program } from "../stdio-session.ts";
import type { Workshop } from "../workshop.ts";

/** Lets a server make its tables, and fills them in one transaction. */
export async function fillTables(
  workshop: Workshop,
  program: Program,
  file: string,
  insert: (db: Database.Database) => void,
): Promise<void> {
  await (await openStdio(workshop, program)).close();
  const db = new Database(file);
  try {
    db.transaction(() => insert(db))();
  } finally {
    db.close();
  }
}

export function countRows(file: string, table: string, where = "1"): number {
  const db = new Database(file, { readonly: true });
  try {
    return db.prepare<[], number>(`SELECT count(*) FROM ${table} WHERE ${where}`).pluck().get() ?? 0;
  } finally {
    db.close();
  }
}
