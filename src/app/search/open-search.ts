import type { DatabaseTarget } from "../../config/config.ts";
import type { Clock } from "../../domain/clock.ts";
import type { EngineOptions } from "../../domain/search/engine.ts";
import type { Analyser } from "../../domain/search/terms.ts";
import type { Logger } from "../../telemetry/logger.ts";

/** A database as a search thread uses it. */
export interface OpenedSearch {
  readonly parts: Pick<EngineOptions, "index" | "indexer" | "vectors">;
  /** How many searches may run at once. */
  readonly atOnce: number;
  close(): void | Promise<void>;
}

/** Searches wait for the network most of their time. One connection is for the upkeep. */
const POSTGRES_CONNECTIONS = 4;
const POSTGRES_AT_ONCE = POSTGRES_CONNECTIONS - 1;

const ignore = () => {};
/** What there is to say goes to the thread that asked. */
const quiet: Logger = {
  trace: ignore,
  debug: ignore,
  info: ignore,
  warn: ignore,
  error: ignore,
  fatal: ignore,
  isLevelEnabled: () => false,
};

/** Opens connections for searches alone. @throws AwarenessError `unavailable`. */
export async function openSearch(
  database: DatabaseTarget,
  clock: Clock,
  analyser: Analyser,
): Promise<OpenedSearch> {
  const common = { clock, log: quiet, analyser };
  if (database.kind === "sqlite") {
    const { openSqliteSearch } = await import("../../store/sqlite/open-search.ts");
    const { close, ...parts } = await openSqliteSearch({ ...common, path: database.path });
    // SQLite answers without a pause: a second search would only make the first one late.
    return { parts, atOnce: 1, close };
  }
  const { openPostgresSearch } = await import("../../store/postgres/open-search.ts");
  const opened = await openPostgresSearch({ ...common, url: database.url, poolMax: POSTGRES_CONNECTIONS });
  const { close, ...parts } = opened;
  return { parts, atOnce: POSTGRES_AT_ONCE, close };
}
