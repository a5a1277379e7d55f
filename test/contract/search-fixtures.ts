import type { NewEntry } from "../../src/domain/entries/entry.ts";
import type { OwnerId } from "../../src/domain/owner.ts";
import type { SearchRequest, SearchResult } from "../../src/domain/search/engine.ts";
import type { Store } from "../../src/domain/store.ts";
import type { Open, TestClock } from "./backends.ts";
import { alice, anEntry, author, useStore } from "./fixtures.ts";

/** A search in an empty store, for each test anew. */
export interface SearchUnderTest {
  readonly store: Store;
  readonly clock: TestClock;
  /** Stores a note; its id says which one it is. */
  put(id: string, description: string, parts?: Partial<NewEntry>, owner?: OwnerId): Promise<void>;
  ask(query: string, parts?: Partial<SearchRequest>, owner?: OwnerId): Promise<SearchResult>;
  /** Ids of the hits, best first. */
  find(query: string, parts?: Partial<SearchRequest>, owner?: OwnerId): Promise<readonly string[]>;
  /** Brings the index up to date, if `state` says that it is. */
  settle(state?: string): Promise<void>;
}

export function useSearch(open: Open): SearchUnderTest {
  const at = useStore(open);
  const ask: SearchUnderTest["ask"] = (query, parts = {}, owner = alice) =>
    at.store.search.search(owner, { query, filter: {}, limit: 20, ...parts });
  return {
    get store() {
      return at.store;
    },
    get clock() {
      return at.clock;
    },
    async put(id, description, parts = {}, owner = alice) {
      const entry = anEntry({ id, tags: [], data: { description }, ...parts });
      await at.store.entries.insert(owner, entry, author);
    },
    ask,
    find: async (query, parts, owner) => (await ask(query, parts, owner)).hits.map(({ entry }) => entry.id),
    async settle(state = "indexed") {
      if (state === "indexed") await at.store.search.update({ all: true });
    },
  };
}
