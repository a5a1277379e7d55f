import { openPostgresStore } from "../../src/store/postgres/open.ts";
import { createTestClock, type Open, silent } from "../contract/backends.ts";
import { POSTGRES_MIGRATIONS, takeDatabase } from "../contract/postgres-backend.ts";
import { loadAnalyser } from "../helpers/analyser.ts";

/** A Postgres store whose role row-level security does not bind: the owner filters of the statements are its only wall. */
export const openUnwalled: Open = async () => {
  const clock = createTestClock();
  const database = await takeDatabase();
  const store = await openPostgresStore({
    url: database.adminUrl,
    migrationsDir: POSTGRES_MIGRATIONS,
    autoMigrate: false,
    strict: false,
    connections: 8,
    clock,
    log: silent,
    loadAnalyser,
  });
  return {
    store,
    clock,
    async close() {
      await store.close();
      await database.giveBack();
    },
  };
};
