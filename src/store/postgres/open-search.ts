import type { Clock } from "../../domain/clock.ts";
import type { SearchIndex } from "../../domain/search/search-index.ts";
import type { Analyser } from "../../domain/search/terms.ts";
import type { SearchUpkeep } from "../../domain/search/upkeep.ts";
import type { VectorIndex } from "../../domain/search/vector-index.ts";
import type { Logger } from "../../telemetry/logger.ts";
import { createEntryQueries } from "./entry-queries.ts";
import { createPool } from "./pool.ts";
import { createSearchIndex } from "./search-index.ts";
import { createSearchIndexer } from "./search-indexer.ts";
import { createTransactions, type Transactions } from "./transactions.ts";
import { createPostgresVectorIndex } from "./vector-index.ts";

/** What a search engine needs of a database. */
export interface PostgresSearch {
  readonly index: SearchIndex;
  readonly indexer: SearchUpkeep;
  readonly vectors: VectorIndex;
}

export interface SearchPartsOptions {
  readonly transactions: Transactions;
  readonly clock: Clock;
  readonly analyser: Analyser;
}

/** The search of a store that is open. */
export function createPostgresSearch({ transactions, clock, analyser }: SearchPartsOptions): PostgresSearch {
  return {
    index: createSearchIndex({ transactions, clock, queries: createEntryQueries(clock) }),
    indexer: createSearchIndexer({ transactions, clock, analyser }),
    vectors: createPostgresVectorIndex({ transactions, clock }),
  };
}

export interface OpenSearchOptions {
  /** Of a database that a store has opened, and migrated, before. */
  readonly url: string;
  readonly clock: Clock;
  readonly log: Logger;
  readonly analyser: Analyser;
  /** Most connections at once: one for every search at a time, and one for the upkeep. */
  readonly poolMax: number;
}

/**
 * Opens connections for searches alone, as a thread of its own uses them; they are made when they are needed.
 * @throws AwarenessError `unavailable`.
 */
export async function openPostgresSearch({
  url,
  clock,
  log,
  analyser,
  poolMax,
}: OpenSearchOptions): Promise<PostgresSearch & { close(): Promise<void> }> {
  const transactions = createTransactions(createPool({ url, log, max: poolMax }), clock);
  return {
    ...createPostgresSearch({ transactions, clock, analyser }),
    close: () => transactions.close(),
  };
}
