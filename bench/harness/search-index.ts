import { systemClock } from "../../src/domain/clock.ts";
import { createSearchEngine, type SearchEngine } from "../../src/domain/search/engine.ts";
import { openPostgresSearch } from "../../src/store/postgres/open-search.ts";
import { openSqliteSearch } from "../../src/store/sqlite/open-search.ts";
import { createAnalyser } from "../../src/text/analyser.ts";
import { QUIET } from "./database.ts";

const CONNECTIONS = 4;

type OnError = (error: unknown) => void;

/** The search engine on a database file, in this thread; its `close` lets go of the file too. */
export async function openSqliteEngine(file: string, onError: OnError = () => {}): Promise<SearchEngine> {
  const analyser = createAnalyser();
  const parts = await openSqliteSearch({ path: file, clock: systemClock, log: QUIET, analyser });
  return ending(createSearchEngine({ ...parts, analyser, onError }), parts);
}

/** The same on a Postgres database. */
export async function openPostgresEngine(url: string, onError: OnError = () => {}): Promise<SearchEngine> {
  const analyser = createAnalyser();
  const parts = await openPostgresSearch({
    url,
    clock: systemClock,
    log: QUIET,
    analyser,
    poolMax: CONNECTIONS,
  });
  return ending(createSearchEngine({ ...parts, analyser, onError }), parts);
}

/** Indexes everything that waits for it. */
export async function indexSqlite(file: string): Promise<void> {
  const engine = await openSqliteEngine(file);
  await engine.update({ all: true });
  await engine.close();
}

function ending(engine: SearchEngine, parts: { close(): void | Promise<void> }): SearchEngine {
  return {
    ...engine,
    async close() {
      await engine.close();
      await parts.close();
    },
  };
}
