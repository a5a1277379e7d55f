import Database from "better-sqlite3";
import { createCorpus, type Note } from "./corpus.ts";
import { makeDatabase, OWNER } from "./database.ts";
import { createRawWriter, toRawRow } from "./raw-rows.ts";

const DAY_MS = 24 * 60 * 60 * 1000;
const SPAN_MS = 365 * DAY_MS;
const OTHERS = 9;
const FOREIGN_SHARE = 0.1;
const EXPIRING_SHARE = 0.05;

/** How a database is filled, where not as usual. */
export interface Filling {
  /** How long ago the first entry was written, ms; a year. */
  readonly spanMs?: number;
  /** The note as it is to be stored. */
  adapt?(note: Note): Note;
  /** Adds what belongs to the entries, before they have indexes. */
  finish?(db: Database.Database, now: number): void;
}

/**
 * Makes a database and fills it: entries of a year, nine in ten of one owner, the rest of nine others, some with an
 * expiry to come. Written past the store, without a journal, indexes last: a million take less than a minute.
 */
export async function makeFilledDatabase(
  root: string,
  file: string,
  entries: number,
  filling: Filling = {},
): Promise<void> {
  await makeDatabase(root, file);
  const db = new Database(file);
  try {
    db.pragma("journal_mode = OFF");
    db.pragma("synchronous = OFF");
    db.pragma("cache_size = -262144");
    db.pragma("foreign_keys = OFF");
    const indexes = dropIndexes(db);
    db.transaction(() => insertAll(db, entries, filling))();
    for (const sql of indexes) db.exec(sql);
  } finally {
    db.close();
  }
}

function dropIndexes(db: Database.Database): readonly string[] {
  const found = db
    .prepare<[], { readonly name: string; readonly sql: string }>(
      `SELECT name, sql FROM sqlite_schema
        WHERE type = 'index' AND sql IS NOT NULL AND tbl_name IN ('entries', 'entry_tags')`,
    )
    .all();
  for (const { name } of found) db.exec(`DROP INDEX ${name}`);
  return found.map(({ sql }) => sql);
}

function insertAll(
  db: Database.Database,
  entries: number,
  { spanMs = SPAN_MS, adapt = (note) => note, finish }: Filling,
): void {
  const corpus = createCorpus(entries);
  const writer = createRawWriter(db);
  const now = Date.now();
  const start = now - spanMs;
  for (let rev = 1; rev <= entries; rev += 1) {
    const owner = corpus.random() < FOREIGN_SHARE ? `other-${corpus.below(OTHERS)}` : OWNER;
    const at = Math.floor(start + (spanMs * rev) / entries);
    const expiresAt = corpus.random() < EXPIRING_SHARE ? now + DAY_MS * (1 + corpus.below(300)) : null;
    writer.insert(toRawRow(owner, adapt(corpus.note()), at, expiresAt), rev);
  }
  writer.count(entries, now);
  finish?.(db, now);
}
