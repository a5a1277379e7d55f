import type { Database } from "better-sqlite3";
import type { Clock } from "../../domain/clock.ts";
import type { SearchIndex } from "../../domain/search/search-index.ts";
import type { Analyser } from "../../domain/search/terms.ts";
import type { SearchUpkeep } from "../../domain/search/upkeep.ts";
import type { VectorIndex } from "../../domain/search/vector-index.ts";
import type { Logger } from "../../telemetry/logger.ts";
import { connect } from "./connection.ts";
import { createEntryQueries } from "./entry-queries.ts";
import { createReader, type Reader } from "./read.ts";
import { createSearchIndex } from "./search-index.ts";
import { createSearchIndexer } from "./search-indexer.ts";
import { createSqliteVectorIndex } from "./vector-index.ts";

/** What a search engine needs of a database. */
export interface SqliteSearch {
  readonly index: SearchIndex;
  readonly indexer: SearchUpkeep;
  readonly vectors: VectorIndex;
}

export interface SearchPartsOptions {
  readonly db: Database;
  readonly clock: Clock;
  readonly read: Reader;
  readonly analyser: Analyser;
  readonly busyTimeoutMs: number;
}

/** The search of a connection that is open. */
export function createSqliteSearch({
  db,
  clock,
  read,
  analyser,
  busyTimeoutMs,
}: SearchPartsOptions): SqliteSearch {
  return {
    index: createSearchIndex(db, clock, read, createEntryQueries(db, clock)),
    indexer: createSearchIndexer(db, clock, analyser, busyTimeoutMs),
    vectors: createSqliteVectorIndex(db, read),
  };
}

export interface OpenSearchOptions {
  /** Absolute path of a file that a store has opened, and migrated, before. */
  readonly path: string;
  readonly clock: Clock;
  readonly log: Logger;
  readonly analyser: Analyser;
}

const BUSY_TIMEOUT_MS = 10_000;
const CACHE_KIB = 8 * 1024;

/**
 * Opens a connection for searches alone, as a thread of its own uses it. What it commits is not waited for: the index can
 * be made again from the entries, and after a power loss it is whole up to some moment, with the same moment noted in it
 * (https://www.sqlite.org/pragma.html#pragma_synchronous).
 * @throws AwarenessError `unavailable`.
 */
export async function openSqliteSearch({
  path,
  clock,
  log,
  analyser,
}: OpenSearchOptions): Promise<SqliteSearch & { close(): void }> {
  const db = await connect({ path, log, busyTimeoutMs: BUSY_TIMEOUT_MS });
  db.pragma("synchronous = NORMAL");
  db.pragma(`cache_size = -${CACHE_KIB}`);
  const read = createReader(db, BUSY_TIMEOUT_MS);
  const parts = createSqliteSearch({ db, clock, read, analyser, busyTimeoutMs: BUSY_TIMEOUT_MS });
  return { ...parts, close: () => db.close() };
}
