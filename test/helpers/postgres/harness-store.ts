import { openPostgresStore } from "../../../src/store/postgres/open.ts";
import { POSTGRES_MIGRATIONS, takeDatabase } from "../../contract/postgres-backend.ts";
import { loadAnalyser } from "../analyser.ts";
import type { OpenStore } from "../mcp-harness.ts";

/** A Postgres store for the harness, by a role that row-level security binds. */
export const openOnPostgres: OpenStore = async (clock, log) => {
  const database = await takeDatabase();
  const store = await openPostgresStore({
    url: database.url,
    migrationsDir: POSTGRES_MIGRATIONS,
    autoMigrate: false,
    strict: false,
    connections: 8,
    clock,
    log,
    loadAnalyser,
  });
  return { store, cleanUp: () => database.giveBack() };
};
