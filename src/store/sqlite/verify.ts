import { isUtf8 } from "node:buffer";
import type { Database } from "better-sqlite3";
import { AwarenessError } from "../../domain/errors.ts";
import { isIntact, type StoredContent } from "../shared/content-hash.ts";
import { type Damage, damagedContent, HASHED_COLUMNS, HASHED_TABLES } from "../shared/damage.ts";
import { toStoreError } from "./errors.ts";
import { openForReading } from "./read-only.ts";

const BUSY_TIMEOUT_MS = 10_000;

/** Enough to see how bad it is; whoever has more restores the file as a whole. */
const MOST_PROBLEMS = 1_000;

/** Rows of `derived` that follow from no entry, and what follows from an entry and is not in `derived`. */
const differences = (derived: string, wanted: string) => /* sql */ `
  SELECT (SELECT count(*) FROM (SELECT * FROM (${derived}) EXCEPT SELECT * FROM (${wanted})))
       + (SELECT count(*) FROM (SELECT * FROM (${wanted}) EXCEPT SELECT * FROM (${derived})))`;

const TAGS = differences(
  "SELECT owner_id, deleted, tag, rev FROM entry_tags",
  `SELECT e.owner_id, e.deleted_at IS NOT NULL, t.value, e.rev FROM entries e CROSS JOIN json_each(e.tags) t`,
);

const LINKS = differences(
  "SELECT owner_id, deleted, target_id, rev FROM entry_links",
  `SELECT e.owner_id, e.deleted_at IS NOT NULL, l.value, e.rev
     FROM entries e CROSS JOIN json_each(e.data, '$.related_ids') l
    WHERE instr(e.data, '"related_ids"') > 0 AND l.type = 'text' AND typeof(l.key) = 'integer'`,
);

const COUNT_OBJECTS = /* sql */ `
  SELECT count(*) FROM sqlite_schema`;

const HAS_LINKS = /* sql */ `
  SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name = 'entry_links'`;

/**
 * Reads every entry and every old version of a file and compares it with its SHA-256, then has SQLite compare tables,
 * indexes and references. Changes nothing; damage is told as it is found. Answers how many rows were compared.
 * @throws AwarenessError `unavailable` for a file that cannot be opened at all.
 */
export async function verifySqlite(path: string, onDamage: (damage: Damage) => void): Promise<number> {
  const db = await openForReading(path, BUSY_TIMEOUT_MS);
  try {
    db.pragma(`busy_timeout = ${BUSY_TIMEOUT_MS}`);
    const hasTables = holdsTables(db, onDamage);
    const checked = hasTables ? compareContent(db, onDamage) : 0;
    attempt("integrity", onDamage, () => reportProblems(db, onDamage));
    attempt("references", onDamage, () => reportStrays(db, onDamage));
    if (hasTables) compareDerived(db, onDamage);
    return checked;
  } finally {
    db.close();
  }
}

/** A file whose first page was emptied is a sound database without anything in it. */
function holdsTables(db: Database, onDamage: (damage: Damage) => void): boolean {
  let count = 0;
  attempt("content", onDamage, () => {
    count = db.prepare<[], number>(COUNT_OBJECTS).pluck().get() ?? 0;
    if (count === 0)
      onDamage({ check: "content", detail: "there are no tables: whatever they held is lost" });
  });
  return count > 0;
}

function compareContent(db: Database, onDamage: (damage: Damage) => void): number {
  let checked = 0;
  for (const { table, id } of HASHED_TABLES) {
    attempt("content", onDamage, () => {
      for (const row of readRows(db, table, id)) {
        checked += 1;
        if (!isSound(row)) onDamage(damagedContent(textOf(row.owner), textOf(row.id), row.version));
      }
    });
  }
  return checked;
}

function compareDerived(db: Database, onDamage: (damage: Damage) => void): void {
  attempt("tags", onDamage, () => reportDifferences(db, "tags", TAGS, onDamage));
  attempt("links", onDamage, () => {
    const hasLinks = db.prepare<[], number>(HAS_LINKS).pluck().get() === 1;
    if (hasLinks) reportDifferences(db, "links", LINKS, onDamage);
  });
}

type Column = (typeof HASHED_COLUMNS)[number];
type Row = Readonly<Record<Exclude<Column, "expires_at">, Buffer | null>> & {
  readonly owner: Buffer | null;
  readonly id: Buffer | null;
  readonly version: number;
  readonly expires_at: number | null;
  readonly content_hash: Buffer;
};

/** Texts come as bytes: in a string, what is no UTF-8 would look like another thing that was written. */
function readRows(db: Database, table: string, id: string): IterableIterator<Row> {
  const bytes = HASHED_COLUMNS.filter((name) => name !== "expires_at").map(
    (name) => `CAST(${name} AS BLOB) AS ${name}`,
  );
  // The table itself and no index, whose copy of a column may be sound.
  return db
    .prepare<[], Row>(
      `SELECT CAST(owner_id AS BLOB) AS owner, CAST(${id} AS BLOB) AS id, version, ${bytes.join(", ")}, expires_at, content_hash
         FROM ${table} NOT INDEXED`,
    )
    .iterate();
}

function isSound({ owner, id, version, ...row }: Row): boolean {
  const { expires_at, content_hash, ...texts } = row;
  const values = Object.values(texts);
  if (values.some((value) => value !== null && !(value instanceof Uint8Array && isUtf8(value)))) return false;
  if (!(content_hash instanceof Uint8Array)) return false;
  const decoded = Object.entries(texts).map(([name, value]) => [name, value?.toString() ?? null]);
  const content = { ...Object.fromEntries(decoded), expires_at } as StoredContent;
  return HASHED_REQUIRED.every((name) => content[name] !== null) && isIntact({ ...content, content_hash });
}

const HASHED_REQUIRED = ["type", "source", "tags", "data"] as const;

const textOf = (bytes: Buffer | null): string => bytes?.toString() ?? "";

function reportProblems(db: Database, onDamage: (damage: Damage) => void): void {
  const problems = db.prepare<[], string>(`PRAGMA integrity_check(${MOST_PROBLEMS})`).pluck().all();
  for (const detail of problems) if (detail !== "ok") onDamage({ check: "integrity", detail });
}

function reportStrays(db: Database, onDamage: (damage: Damage) => void): void {
  const strays = db.prepare<[], { readonly table: string }>("PRAGMA foreign_key_check").all();
  const counts = new Map<string, number>();
  for (const { table } of strays) counts.set(table, (counts.get(table) ?? 0) + 1);
  for (const [table, count] of counts) {
    onDamage({ check: "references", detail: `${count} rows of ${table} point nowhere` });
  }
}

function reportDifferences(db: Database, check: string, text: string, onDamage: (damage: Damage) => void) {
  const count = db.prepare<[], number>(text).pluck().get() ?? 0;
  if (count > 0) onDamage({ check, detail: `${count} do not fit the entries` });
}

/** A damaged page may stop one look and not the next one; so may damaged JSON, of which an index is made. */
function attempt(check: string, onDamage: (damage: Damage) => void, look: () => void): void {
  try {
    look();
  } catch (error) {
    const known = toStoreError(error);
    if (known instanceof AwarenessError && known.retryable) throw known;
    onDamage({
      check,
      detail: `cannot be read to the end: ${error instanceof Error ? error.message : error}`,
    });
  }
}
