import type { SearchEngine } from "./engine.ts";

/** An engine that is made at its first use: most processes that open a store never search. */
export function createLazyEngine(make: () => Promise<SearchEngine>): SearchEngine {
  let made: Promise<SearchEngine> | undefined;
  const engine = () => {
    made ??= make();
    return made;
  };
  return {
    search: async (owner, request) => (await engine()).search(owner, request),
    rank: async (owner, request) => (await engine()).rank(owner, request),
    update: async (options) => (await engine()).update(options),
    close: async () => {
      if (made !== undefined) await (await made).close();
    },
  };
}
