import { createServices } from "../../src/domain/create-services.ts";
import { remember } from "../../src/domain/entries/remember.ts";
import type { OwnerId } from "../../src/domain/owner.ts";
import type { Store } from "../../src/domain/store.ts";
import type { Open, TestClock } from "../contract/backends.ts";
import type { Corpus } from "./corpus/types.ts";

/** A store with notes of several corpora in it. */
export interface Memory {
  readonly store: Store;
  readonly clock: TestClock;
  readonly corpora: readonly Corpus[];
  /** Id of a corpus's note. */
  idOf(corpus: Corpus, key: string): string;
  close(): Promise<void>;
}

export const reader = "reader" as OwnerId;

const MINUTE_MS = 60_000;

/** Remembers every note of the corpora, one after the other, as a client does. */
export async function openMemory(open: Open, corpora: readonly Corpus[]): Promise<Memory> {
  const { store, clock, close } = await open();
  const { services, close: closeServices } = createServices({ store, clock, warn: () => {} });
  const caller = { owner: reader, author: { by: "reader", tool: "remember" } };
  const ids = new Map<Corpus, Map<string, string>>();
  for (const corpus of corpora) {
    const known = new Map<string, string>();
    for (const { key, ...note } of corpus.notes) {
      clock.advance(MINUTE_MS);
      known.set(key, (await remember(services, caller, { ...note, learned_from: "reader" })).id);
    }
    ids.set(corpus, known);
  }
  return {
    store,
    clock,
    corpora,
    idOf(corpus, key) {
      const id = ids.get(corpus)?.get(key);
      if (id === undefined) throw new Error(`No note ${key} in the corpus`);
      return id;
    },
    async close() {
      await closeServices();
      await close();
    },
  };
}
