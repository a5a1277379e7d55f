import type { Entry } from "../entries/entry.ts";
import type { OwnerId } from "../owner.ts";
import { fieldTexts, type Indexable } from "./fields.ts";
import { type IndexedDocument, toIndexedDocument } from "./indexed-document.ts";
import type { DocumentRow, EntryState, NumberedEntry } from "./search-index.ts";
import type { Analyser } from "./terms.ts";

/** An entry whose current state is not in the index, made ready here. */
export interface WaitingDocument {
  readonly row: DocumentRow;
  readonly document: IndexedDocument;
  readonly language: string;
}

/**
 * Makes entries ready, and keeps what it made while the searches of an owner, over the same sources, find it waiting, since the
 * same ones wait for many searches. `load` reads the others.
 */
export type WaitingDocuments = (
  whose: { readonly owner: OwnerId; readonly sources: readonly string[] | undefined },
  states: readonly EntryState[],
  load: (numbers: readonly number[]) => Promise<readonly NumberedEntry[]>,
) => Promise<readonly WaitingDocument[]>;

/** Bytes of words that are kept, of all owners; the terms beside them take several times as much. */
const MOST_KEPT = 4_000_000;

export function createWaitingDocuments(analyser: Analyser): WaitingDocuments {
  const kept = new Map<string, ReadonlyMap<number, WaitingDocument>>();
  let size = 0;

  /** In place of what the last search found: what it had more has been indexed or changed meanwhile. */
  function keep(key: string, ready: ReadonlyMap<number, WaitingDocument>): void {
    size += sizeOf(ready) - sizeOf(kept.get(key));
    if (ready.size === 0) kept.delete(key);
    else kept.set(key, ready);
  }

  return async ({ owner, sources }, states, load) => {
    const key = JSON.stringify([owner, sources]);
    const before = kept.get(key);
    if (size > MOST_KEPT) {
      kept.clear();
      size = 0;
    }
    const ready = new Map<number, WaitingDocument>();
    for (const { number, rev } of states) {
      const known = before?.get(number);
      if (known?.row.rev === rev) ready.set(number, known);
    }
    const missing = states.map(({ number }) => number).filter((number) => !ready.has(number));
    const loaded = missing.length === 0 ? [] : await load(missing);
    await analyser.prepare(loaded.map(({ entry }) => indexLanguage(entry, analyser)));
    for (const numbered of loaded) ready.set(numbered.number, toWaiting(numbered, analyser));
    keep(key, ready);
    return states.flatMap(({ number }) => ready.get(number) ?? []);
  };
}

/** Language by which an entry is stemmed: its own, else what its text shows, else English, that of most keywords. */
export function indexLanguage(entry: Indexable & Pick<Entry, "language">, analyser: Analyser): string {
  if (entry.language !== undefined) return entry.language;
  const [text] = fieldTexts(entry);
  return (text === undefined ? undefined : analyser.detect(text[1])) ?? "en";
}

function toWaiting({ number, entry }: NumberedEntry, analyser: Analyser): WaitingDocument {
  const language = indexLanguage(entry, analyser);
  const document = toIndexedDocument(entry, language, analyser);
  const { rev, source, createdAt, changedAt } = entry;
  return {
    row: { number, rev, source, createdAt, changedAt, forward: document.forward },
    document,
    language,
  };
}

function sizeOf(documents: ReadonlyMap<number, WaitingDocument> = new Map()): number {
  let bytes = 0;
  for (const { document } of documents.values()) bytes += document.forward.byteLength;
  return bytes;
}
