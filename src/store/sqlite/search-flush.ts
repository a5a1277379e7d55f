import { setImmediate as nextTurn } from "node:timers/promises";
import type { Database } from "better-sqlite3";
import type { Entry } from "../../domain/entries/entry.ts";
import type { OwnerId } from "../../domain/owner.ts";
import { type IndexedDocument, toBytes, toIndexedDocument } from "../../domain/search/indexed-document.ts";
import { encodeFrom } from "../../domain/search/posting-list.ts";
import type { Analyser } from "../../domain/search/terms.ts";
import { indexLanguage } from "../../domain/search/waiting.ts";
import { AFTER_ENTRY_COLUMNS, ENTRY_COLUMNS, type EntryRow, toEntry } from "./entry-row.ts";
import { LIMIT } from "./limit.ts";
import type { PostingsRow } from "./search-segments.ts";
import { ClaimLost } from "./search-slices.ts";

const CHANGED = /* sql */ `
  SELECT ${ENTRY_COLUMNS}, d.language
    FROM entries e INDEXED BY entries_rev
    LEFT JOIN search_documents d ON d.n = e.n
   WHERE e.owner_id = :owner AND e.rev > :indexed
   ORDER BY e.rev ${LIMIT}`;

/** An entry that was purged meanwhile is left out. */
const PUT_DOCUMENT = /* sql */ `
  INSERT OR REPLACE INTO search_documents (n, owner_id, source, language, rev, created_at, changed_at, expires_at, forward)
  SELECT n, owner_id, source, :language, rev, created_at, changed_at, expires_at, :forward
    FROM entries WHERE n = :n AND owner_id = :owner`;

const REMOVE_DOCUMENT = /* sql */ `
  DELETE FROM search_documents WHERE n = :n`;

const COUNT_LANGUAGE = /* sql */ `
  INSERT INTO search_languages (owner_id, language, entries) VALUES (:owner, :language, :change)
  ON CONFLICT (owner_id, language) DO UPDATE SET entries = max(0, search_languages.entries + excluded.entries)`;

const SET_INDEXED = /* sql */ `
  UPDATE search_owners SET indexed_rev = :to WHERE owner_id = :owner AND indexed_rev = :from`;

/** Entries of one flush when many wait, and UTF-16 code units of their data. */
const MOST_ENTRIES = 1_024;
const MOST_DATA = 2_000_000;
/** Longest time without a turn for searches, ms, but for an entry that takes longer by itself. */
const SLICE_MS = 8;

interface Changed {
  readonly n: number;
  /** Language it was indexed in before; `null` when it was not. */
  readonly before: string | null;
  /** `undefined` for an entry in the trash. */
  readonly document: IndexedDocument | undefined;
  readonly language: string;
}

/** Entries made ready, in the order of their numbers. */
export interface Flush {
  readonly from: number;
  /** Rev of the last of them. */
  readonly to: number;
  readonly entries: readonly Changed[];
  readonly rows: readonly PostingsRow[];
}

/** Reads what changed since `indexed` and makes it ready; `undefined` when nothing did. */
export type PrepareFlush = (owner: OwnerId, indexed: number) => Promise<Flush | undefined>;

export function createPrepareFlush(db: Database, analyser: Analyser): PrepareFlush {
  const changed = db.prepare<unknown[], EntryRow>(CHANGED).raw();

  function readChanged(owner: OwnerId, indexed: number): readonly EntryRow[] {
    const rows: EntryRow[] = [];
    let size = 0;
    for (const row of changed.iterate({ owner, indexed, limit: MOST_ENTRIES })) {
      rows.push(row);
      size += row[18].length;
      if (size > MOST_DATA) break;
    }
    return rows;
  }

  return async (owner, indexed) => {
    const rows = readChanged(owner, indexed);
    const last = rows.at(-1);
    if (last === undefined) return undefined;
    const found = rows.map((row) => ({ n: row[0], entry: toEntry(row), before: row[AFTER_ENTRY_COLUMNS] }));
    await analyser.prepare(found.map(({ entry }) => indexLanguage(entry, analyser)));
    const entries: Changed[] = [];
    const takeTurns = createTurns();
    for (const read of found) {
      entries.push(toChanged(read, analyser));
      await takeTurns();
    }
    const ordered = entries.toSorted((one, other) => one.n - other.n);
    return { from: indexed, to: last[2], entries: ordered, rows: toRows(ordered) };
  };
}

interface ReadEntry {
  readonly n: number;
  readonly entry: Entry;
  readonly before: unknown;
}

function toChanged({ n, entry, before }: ReadEntry, analyser: Analyser): Changed {
  const language = indexLanguage(entry, analyser);
  const live = entry.deletedAt === undefined;
  const document = live ? toIndexedDocument(entry, language, analyser) : undefined;
  return { n, before: typeof before === "string" ? before : null, document, language };
}

/** Lets searches have their turns, once its own has been long enough. */
function createTurns(): () => Promise<void> {
  let stopAt = performance.now() + SLICE_MS;
  return async () => {
    if (performance.now() < stopAt) return;
    await nextTurn();
    stopAt = performance.now() + SLICE_MS;
  };
}

/** The lists of all terms, in the order in which the table keeps them. */
function toRows(entries: readonly Changed[]): readonly PostingsRow[] {
  const lists = new Map<string, { numbers: number[]; impacts: number[] }>();
  for (const { n, document } of entries) {
    for (const [term, impact] of document?.impacts ?? []) {
      const known = lists.get(term);
      if (known === undefined) lists.set(term, { numbers: [n], impacts: [impact] });
      else {
        known.numbers.push(n);
        known.impacts.push(impact);
      }
    }
  }
  const rows = [...lists].map(([term, { numbers, impacts }]) => ({
    term,
    found: numbers.length,
    postings: encodeFrom(numbers, impacts),
  }));
  return rows.sort((one, other) => (one.term < other.term ? -1 : 1));
}

/** Writes everything of a flush but its lists; inside a transaction that holds the claim on the index. */
export type CommitDocuments = (owner: OwnerId, flush: Flush) => void;

export function createCommitDocuments(db: Database): CommitDocuments {
  const setIndexed = db.prepare(SET_INDEXED);
  const put = db.prepare(PUT_DOCUMENT);
  const remove = db.prepare(REMOVE_DOCUMENT);
  const countLanguage = db.prepare(COUNT_LANGUAGE);

  /** Answers by how much the entry changes the count of each language. */
  function writeDocument(
    owner: OwnerId,
    { n, before, document, language }: Changed,
  ): readonly LanguageChange[] {
    const less: readonly LanguageChange[] = before === null ? [] : [[before, -1]];
    if (document === undefined) {
      if (before !== null) remove.run({ n });
      return less;
    }
    const written = put.run({ owner, n, language, forward: toBytes(document.forward) }).changes;
    return written > 0 ? [...less, [language, 1]] : less;
  }

  return (owner, { from, to, entries }) => {
    if (setIndexed.run({ owner, from, to }).changes === 0) throw new ClaimLost();
    const languages = new Map<string, number>();
    for (const [language, by] of entries.flatMap((entry) => writeDocument(owner, entry))) {
      languages.set(language, (languages.get(language) ?? 0) + by);
    }
    for (const [language, change] of languages) {
      if (change !== 0) countLanguage.run({ owner, language, change });
    }
  };
}

type LanguageChange = readonly [language: string, by: 1 | -1];
