import type { Config, DatabaseTarget } from "../config/config.ts";
import type { Analyser } from "../domain/search/terms.ts";
import type { Store } from "../domain/store.ts";
import { openSqliteStore } from "../store/sqlite/open.ts";
import type { AppDeps } from "./deps.ts";
import { migrationsDir } from "./package-root.ts";

/** Opens the configured database for one piece of work, and closes it whatever happens. @throws as `openStore`. */
export async function withStore<Value>(
  config: Pick<Config, "database" | "autoMigrate">,
  deps: AppDeps,
  use: (store: Store) => Promise<Value>,
): Promise<Value> {
  const store = await openStore(config.database, config, deps);
  try {
    return await use(store);
  } finally {
    await store.close();
  }
}

async function loadAnalyser(): Promise<Analyser> {
  const { createAnalyser } = await import("../text/analyser.ts");
  return createAnalyser();
}

/**
 * Opens a database as configured. An HTTP server compiles every statement at its start, not during requests.
 * @throws AwarenessError `unavailable` with the remedy.
 */
export function openStore(
  target: DatabaseTarget,
  config: Pick<Config, "autoMigrate"> & Partial<Pick<Config, "transport">>,
  { clock, log, packageRoot }: AppDeps,
): Promise<Store> {
  return openSqliteStore({
    path: target.path,
    migrationsDir: migrationsDir(packageRoot),
    autoMigrate: config.autoMigrate,
    clock,
    log,
    loadAnalyser,
    eager: config.transport === "streamable-http",
  });
}
