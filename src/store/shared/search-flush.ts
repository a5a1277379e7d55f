import { setImmediate as nextTurn } from "node:timers/promises";
import type { Entry } from "../../domain/entries/entry.ts";
import { type IndexedDocument, toIndexedDocument } from "../../domain/search/indexed-document.ts";
import { encodeFrom } from "../../domain/search/posting-list.ts";
import type { Analyser } from "../../domain/search/terms.ts";
import { indexLanguage } from "../../domain/search/waiting.ts";
import type { PostingsRow } from "./claimed-index.ts";
import { AFTER_ENTRY_COLUMNS, type EntryRow, toEntry } from "./entry-row.ts";

/** Longest time without a turn for searches, ms, but for an entry that takes longer by itself. */
const SLICE_MS = 8;

/** Entries that changed, in the order of revs, each with the language it was indexed in as a last column. */
export interface FoundChanges {
  /** Rev up to which everything was indexed before. */
  readonly from: number;
  /** Rev up to which everything is, with these. */
  readonly to: number;
  readonly rows: readonly EntryRow[];
}

export interface ChangedDocument {
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
  readonly to: number;
  readonly entries: readonly ChangedDocument[];
  /** The lists of all terms, in the order in which the table keeps them. */
  readonly rows: readonly PostingsRow[];
}

/** Makes changed entries ready for the index. */
export async function makeFlush({ from, to, rows }: FoundChanges, analyser: Analyser): Promise<Flush> {
  const found = rows.map((row) => ({ n: row[0], entry: toEntry(row), before: row[AFTER_ENTRY_COLUMNS] }));
  await analyser.prepare(found.map(({ entry }) => indexLanguage(entry, analyser)));
  const entries: ChangedDocument[] = [];
  const takeTurns = createTurns();
  for (const read of found) {
    entries.push(toChanged(read, analyser));
    await takeTurns();
  }
  const ordered = entries.toSorted((one, other) => one.n - other.n);
  return { from, to, entries: ordered, rows: toRows(ordered) };
}

interface ReadEntry {
  readonly n: number;
  readonly entry: Entry;
  readonly before: unknown;
}

function toChanged({ n, entry, before }: ReadEntry, analyser: Analyser): ChangedDocument {
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

function toRows(entries: readonly ChangedDocument[]): readonly PostingsRow[] {
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

/** By how much the count of each language changes; `isWritten` says of which entries the words were stored. */
export function languageChanges(
  entries: readonly ChangedDocument[],
  isWritten: (n: number) => boolean,
): ReadonlyMap<string, number> {
  const changes = new Map<string, number>();
  const add = (language: string, by: number) => changes.set(language, (changes.get(language) ?? 0) + by);
  for (const { n, before, document, language } of entries) {
    if (before !== null) add(before, -1);
    if (document !== undefined && isWritten(n)) add(language, 1);
  }
  return new Map([...changes].filter(([, change]) => change !== 0));
}
