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

/** Makes entries ready, and keeps what it made, since the same ones wait for many searches. `load` reads the others. */
export type WaitingDocuments = (
  owner: OwnerId,
  states: readonly EntryState[],
  load: (numbers: readonly number[]) => Promise<readonly NumberedEntry[]>,
) => Promise<readonly WaitingDocument[]>;

/** Bytes of words that are kept; the terms beside them take several times as much. */
const MOST_KEPT = 4_000_000;

export function createWaitingDocuments(analyser: Analyser): WaitingDocuments {
  const kept = new Map<string, WaitingDocument>();
  let size = 0;

  function keep(owner: OwnerId, made: WaitingDocument): void {
    kept.set(keyOf(owner, made.row), made);
    size += made.document.forward.byteLength;
  }

  return async (owner, states, load) => {
    if (size > MOST_KEPT) {
      kept.clear();
      size = 0;
    }
    const ready = new Map<number, WaitingDocument>();
    for (const state of states) {
      const known = kept.get(keyOf(owner, state));
      if (known !== undefined) ready.set(state.number, known);
    }
    const missing = states.map(({ number }) => number).filter((number) => !ready.has(number));
    const loaded = missing.length === 0 ? [] : await load(missing);
    await analyser.prepare(loaded.map(({ entry }) => indexLanguage(entry, analyser)));
    for (const numbered of loaded) {
      const made = toWaiting(numbered, analyser);
      ready.set(numbered.number, made);
      keep(owner, made);
    }
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

/** Numbers and revs may be those of one owner alone. */
const keyOf = (owner: OwnerId, { number, rev }: EntryState): string => `${number} ${rev} ${owner}`;
