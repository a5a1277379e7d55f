import type { Config, DatabaseTarget } from "../config/config.ts";
import type { Analyser } from "../domain/search/terms.ts";
import type { Store } from "../domain/store.ts";
import type { AppDeps } from "./deps.ts";
import { migrationsDir } from "./package-root.ts";

/** What of the configuration an opened database goes by. */
export type StoreSettings = Pick<Config, "autoMigrate" | "strictDatabase" | "databaseConnections"> &
  Partial<Pick<Config, "transport">>;

/** Opens the configured database for one piece of work, and closes it whatever happens. @throws as `openStore`. */
export async function withStore<Value>(
  config: Pick<Config, "database"> & StoreSettings,
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

/** As `withStore`, but makes no SQLite file where there is none: then the answer is `absent`. @throws as `openStore`. */
export async function withExistingStore<Value>(
  config: Pick<Config, "database"> & StoreSettings,
  deps: AppDeps,
  absent: () => Value | Promise<Value>,
  use: (store: Store) => Promise<Value>,
): Promise<Value> {
  if (config.database.kind === "sqlite") {
    const { hasDatabase } = await import("../store/sqlite/file.ts");
    if (!hasDatabase(config.database.path)) return absent();
  }
  return withStore(config, deps, use);
}

async function loadAnalyser(): Promise<Analyser> {
  const { createAnalyser } = await import("../text/analyser.ts");
  return createAnalyser();
}

/**
 * Opens a database as configured. Only its own engine is loaded. An HTTP server compiles every statement of SQLite at its
 * start, not during requests.
 * @throws AwarenessError `unavailable` with the remedy.
 */
export async function openStore(
  target: DatabaseTarget,
  config: StoreSettings,
  { clock, log, packageRoot }: AppDeps,
): Promise<Store> {
  const { autoMigrate } = config;
  const common = {
    migrationsDir: migrationsDir(packageRoot, target.kind),
    autoMigrate,
    clock,
    log,
    loadAnalyser,
  };
  if (target.kind === "postgres") {
    const { openPostgresStore } = await import("../store/postgres/open.ts");
    const { strictDatabase: strict, databaseConnections: connections } = config;
    return openPostgresStore({ ...common, url: target.url, strict, connections });
  }
  const { openSqliteStore } = await import("../store/sqlite/open.ts");
  return openSqliteStore({ ...common, path: target.path, eager: config.transport === "streamable-http" });
}
